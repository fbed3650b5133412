import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

const EXAMPLE = /```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/;

/** The first example of a README, and what its author says that it prints. */
export interface ReadmeRun {
  stdout: string;
  expected: string | undefined;
}

/**
 * Runs the first TypeScript block of a package's README in a process of its own, in the package's folder,
 * and returns what it printed beside the text block that follows it.
 */
export async function runReadmeExample(readme: URL): Promise<ReadmeRun> {
  const [, code, expected] = EXAMPLE.exec(await readFile(readme, 'utf8')) ?? [];
  if (code === undefined) throw new Error(`expected a \`\`\`ts block in ${readme.pathname} but found none`);
  const child = execFileAsync(
    process.execPath,
    ['--conditions=@resnext/source', '--import', import.meta.resolve('tsx'), '--input-type=module', '-'],
    { cwd: fileURLToPath(new URL('.', readme)), env: { ...process.env, NODE_NO_WARNINGS: '1' } },
  );
  child.child.stdin?.end(code);
  return { stdout: (await child).stdout, expected };
}
