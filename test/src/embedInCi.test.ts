import { execFile, type ExecFileException } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { outsideFolder, packPackage } from './support/packPackage.ts';

/* `examples/embed-in-ci` as someone has it who copies it: outside the workspace, with our packages from their tarballs. */

const example = fileURLToPath(new URL('../../examples/embed-in-ci', import.meta.url));
const noNetwork = /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENOTCACHED/;

let folder: string;
let project: string;
let whyNot: string | undefined;

/** Runs npm in the project, with nothing of the workspace in its environment. */
function npm(...argv: string[]): Promise<{ code: number; output: string }> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|VITEST|TEST$|GITHUB_)/.test(name)),
  );
  return new Promise((resolve) => {
    execFile(
      'npm',
      argv,
      { cwd: project, env: { ...env, CI: 'true' } },
      (error: ExecFileException | null, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: out + err });
      },
    );
  });
}

describe('examples/embed-in-ci', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    folder = await outsideFolder();
    project = join(folder, 'project');
    const tarballs = [await packPackage('evaluator', folder), await packPackage('data', folder)];
    await cp(example, project, {
      recursive: true,
      filter: (path) => !/node_modules|report\.html/.test(path),
    });
    const { code, output } = await npm('install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs);
    if (code !== 0 && noNetwork.test(output)) whyNot = 'the registry of npm cannot be reached';
    else expect(output).not.toContain('npm error');
  }, 400_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const needInstall = ({ skip }: TestContext): void => skip(whyNot !== undefined, whyNot);

  it('has our packages from their tarballs, without our source', async (context) => {
    needInstall(context);
    const { dependencies } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.values(dependencies)).toEqual([
      expect.stringMatching(/^file:.*data-.*\.tgz$/),
      expect.stringMatching(/^file:.*evaluator-.*\.tgz$/),
    ]);
    const manifest = join(project, 'node_modules/@resnext/evaluator');
    await expect(readFile(join(manifest, 'src/index.ts'))).rejects.toThrow('ENOENT');
    expect(await readFile(join(manifest, 'schemas/gates.v1.json'), 'utf8')).toContain('tolerance');
  });

  it('passes with its model', async (context) => {
    needInstall(context);
    const { code, output } = await npm('test');
    expect(output).toContain('1 passed');
    expect(code).toBe(0);
    expect(await readFile(join(project, 'report.html'), 'utf8')).toContain('softmax regression on digits');
  });

  it('fails when the model gets worse, and says by what', async (context) => {
    needInstall(context);
    const path = join(project, 'model.json');
    const good = await readFile(path, 'utf8');
    const model = JSON.parse(good) as { bias: number[] };
    model.bias[3]! += 4;
    await writeFile(path, JSON.stringify(model));
    const { code, output } = await npm('test');
    await writeFile(path, good);
    expect(code).toBe(1);
    expect(output).toContain('expected the report to pass the gates');
    expect(output).toMatch(/failed: top1 not worse than the baseline by more than 0\.5: expected top1 >= \d/);
  });
});
