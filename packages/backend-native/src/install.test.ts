import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const execFileAsync = promisify(execFile);
const source = fileURLToPath(new URL('..', import.meta.url));
const headers = dirname(createRequire(import.meta.url).resolve('node-api-headers'));

/** A copy of the package, as npm installs it, with what a former build left. */
let installed: string;

beforeEach(async () => {
  installed = await mkdtemp(join(tmpdir(), 'resnext-install-'));
  for (const part of ['install', 'native', 'package.json']) {
    await cp(join(source, part), join(installed, part), { recursive: true });
  }
  for (const folder of ['node_modules', 'build', 'bin']) await mkdir(join(installed, folder));
  await symlink(headers, join(installed, 'node_modules/node-api-headers'));
  await writeFile(join(installed, 'build/resnext.node'), 'of an older version');
});

afterEach(() => rm(installed, { recursive: true, force: true }));

/** A compiler of that name that says its version, and fails at everything else. */
async function addBrokenCompiler(name: string): Promise<void> {
  const path = join(installed, 'bin', name);
  await writeFile(
    path,
    '#!/bin/sh\nif [ "$1" = --version ]; then exit 0; fi\necho "error: no such luck" >&2\nexit 1\n',
  );
  await chmod(path, 0o755);
}

async function build(env: Record<string, string> = {}, ...flags: string[]) {
  const run = execFileAsync(process.execPath, [join(installed, 'install/build.mjs'), ...flags], {
    env: { PATH: join(installed, 'bin'), ...env },
  });
  const { code, stderr } = await run.then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error: unknown) => error as { code: number; stderr: string },
  );
  const written = await readFile(join(installed, 'build/unavailable.json'), 'utf8');
  return { code, stderr, reason: (JSON.parse(written) as { reason: string }).reason };
}

const exists = (path: string) => stat(join(installed, path)).then(...([() => true, () => false] as const));

it('succeeds without a compiler, and writes down what to do', async () => {
  const { code, stderr, reason } = await build();
  expect({ code, stderr }).toEqual({ code: 0, stderr: `@resnext/backend-native: ${reason}\n` });
  expect(reason).toMatch(
    /^no C\+\+ compiler was found \(looked for g\+\+, clang\+\+, c\+\+\): install one .*npm rebuild/,
  );
  expect(await exists('build/resnext.node')).toBe(false);
});

it('fails without a compiler where it is told to be strict', async () => {
  expect(await build({}, '--strict')).toMatchObject({
    code: 1,
    reason: expect.stringMatching(/^no C\+\+ compiler/),
  });
});

it('says that CXX names none', async () => {
  expect((await build({ CXX: 'no-such-compiler' })).reason).toMatch(
    /^no C\+\+ compiler was found \(CXX names no-such/,
  );
});

it('keeps what a compiler complains about, and no addon of other sources', async () => {
  await addBrokenCompiler('g++');
  const { code, reason } = await build();
  expect(code).toBe(0);
  expect(reason).toMatch(/^g\+\+ could not compile the addon \(its messages are in .*build\.log\)/);
  expect(await readFile(join(installed, 'build/build.log'), 'utf8')).toContain('error: no such luck');
  expect(await exists('build/resnext.node')).toBe(false);
});
