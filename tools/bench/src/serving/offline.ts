import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const command = fileURLToPath(new URL('../../../../apps/cli/bin/resnext.js', import.meta.url));

/** Images a second of `resnext bench`: the same network on the same backend, without a server around it. */
export async function offlineRate(model: string, batch: number, rounds: number): Promise<number> {
  const options = ['--model', model, '--batch', String(batch), '--rounds', String(rounds), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'bench', ...options]);
  return (JSON.parse(stdout) as { imagesPerSecond: number }).imagesPerSecond;
}
