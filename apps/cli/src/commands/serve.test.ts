import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digits, toImage, writePng } from '@resnext/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, type Ran } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { writeRandomWeights } from '../testing/weights.ts';

let folder: string;
let weights: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  weights = await writeRandomWeights(folder);
  await writePng(join(folder, 'photo.jpg'), toImage(digits({ split: 'test' }).get(0)));
});

/** Serves until `ask` is done with what was printed at the start. */
async function serving(argv: readonly string[], ask: (printed: string) => Promise<void>): Promise<Ran> {
  const end = new AbortController();
  let asked: Promise<void> | undefined;
  const onStdout = (text: string): void => {
    printed += text;
    if (/\n$/.test(printed) && (argv.includes('--json') || printed.includes('/docs'))) {
      asked ??= ask(printed).finally(() => {
        end.abort();
      });
    }
  };
  let printed = '';
  const options = [
    'serve',
    '--weights',
    weights,
    '--port',
    '0',
    '--backend',
    'wasm',
    '--log-level',
    'silent',
  ];
  const ran = await runCli([...options, ...argv], { signal: end.signal, onStdout });
  await asked;
  return ran;
}

async function shell(command: string): Promise<string> {
  return (await promisify(execFile)('bash', ['-c', command], { cwd: folder })).stdout;
}

describe('serve', () => {
  it('prints calls that work as they are, and ends well when it is told to', async () => {
    const ran = await serving([], async (printed) => {
      const [, plain] = /^ {2}(curl -F.*)$/m.exec(printed)!;
      const [, protocol] = /^ {2}(printf [^]*?\/infer)$/m.exec(printed)!;
      expect(JSON.parse(await shell(plain!))).toMatchObject({
        model: 'random',
        results: [{ name: 'photo.jpg', predictions: [{}, {}, {}, {}, {}] }],
      });
      expect(JSON.parse(await shell(protocol!))).toMatchObject({
        model_name: 'random',
        outputs: [{ name: 'logits', shape: [1, 10] }, { name: 'probabilities' }],
      });
    });
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+ answers, on wasm/);
  });

  it('gives one document to scripts, and answers as classify does', async () => {
    const image = join(folder, 'photo.jpg');
    const classified = await runCli([
      'classify',
      image,
      '--weights',
      weights,
      '--backend',
      'wasm',
      '--json',
      '--logits',
    ]);
    const [{ logits } = { logits: [] }] = JSON.parse(classified.stdout) as { logits: number[] }[];
    const { exitCode } = await serving(['--json'], async (printed) => {
      const { address, models } = JSON.parse(printed) as { address: string; models: unknown[] };
      expect(models).toEqual([{ name: 'random', version: '1' }]);
      const data = [(await shell('base64 < photo.jpg')).replaceAll('\n', '')];
      const response = await fetch(`${address}/v2/models/random/infer`, {
        method: 'POST',
        body: JSON.stringify({ inputs: [{ name: 'images', datatype: 'BYTES', shape: [1, 1], data }] }),
      });
      const { outputs } = (await response.json()) as { outputs: { data: number[] }[] };
      expect(outputs[0]!.data).toEqual(logits);
    });
    expect(exitCode).toBe(0);
  });

  it('warns when everybody may ask', async () => {
    const open = await serving(['--host', '0.0.0.0', '--json'], async () => {});
    expect(open.stderr).toMatch(/^note: everybody/);
    const keys = join(folder, 'keys.txt');
    await writeFile(keys, 'secret ann\n');
    expect((await serving(['--host', '0.0.0.0', '--api-keys', keys, '--json'], async () => {})).stderr).toBe(
      '',
    );
  });

  it.each([
    [[], 'expected a model to serve'],
    [['--weights', 'missing.safetensors'], 'missing.safetensors'],
    [['--weights', 'x', '--port', '70000'], 'expected an integer from 0 to 65535 for --port'],
    [['--weights', 'x', '--api-keys', 'missing.txt'], 'missing.txt'],
  ])('refuses %j', async (argv, message) => {
    expect(await runCli(['serve', '--log-level', 'silent', '--backend', 'wasm', ...argv])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^resnext: .*${message}.*\n$`)),
    });
  });
});
