import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Builds a package and packs it as `npm publish` would, without a trace in the workspace.
 *
 * @param name - of a folder of `packages`
 * @param into - a folder for the tarball
 * @returns the path of the tarball
 */
export async function packPackage(name: string, into: string): Promise<string> {
  const source = fileURLToPath(new URL(`../../../packages/${name}`, import.meta.url));
  const stage = await mkdtemp(join(into, `${name}-`));
  const tsup = fileURLToPath(new URL('../../../node_modules/tsup/dist/cli-default.js', import.meta.url));
  // Types take most of the time and are checked elsewhere.
  await run(process.execPath, [tsup, '--out-dir', join(stage, 'dist'), '--no-dts', '--silent'], {
    cwd: source,
  });
  const { files } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as { files: string[] };
  for (const file of ['package.json', 'README.md', 'LICENSE', ...files.filter((each) => each !== 'dist')]) {
    await cp(join(source, file), join(stage, file), { recursive: true });
  }
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', into], { cwd: stage });
  return join(into, stdout.trim());
}

/** A folder outside the workspace. */
export const outsideFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'resnext-outside-'));
