import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('processes/peak.ts', import.meta.url));

/** The machine's peak in GFLOPS, or nothing where the native backend, which measures it, is not built. */
export async function measureMachine(threads: number): Promise<number | undefined> {
  try {
    const args = ['--conditions=@resnext/source', '--import', 'tsx', script, `${threads}`];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return Number(stdout);
  } catch {
    return undefined;
  }
}
