import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a process said in the end. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs `npx resnext ...argv` in the clone's folder, as a process of its own. */
export function resnext(...argv: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = [`${root}apps/cli/bin/resnext.js`, ...argv];
    execFile(process.execPath, command, { cwd: root }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
