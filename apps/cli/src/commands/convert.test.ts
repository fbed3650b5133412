import { createModel, saveModel } from '@resnext/zoo';
import { selectBackend } from '@resnext/runtime';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePng, digits, toImage } from '@resnext/data';
import { writeWeights } from '@resnext/converter';
import { runCli } from '../testing/runCli.ts';
import { temporaryFolder } from '../testing/temporaryFolder.ts';

let folder: string;
let input: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  await selectBackend('wasm');
  const made = createModel('resnext11_digits', { seed: 1 });
  input = join(folder, 'digits.pth');
  await writeWeights({ row: made.row, weights: made.stateDict() }, input);
  await saveModel(made, join(folder, 'digits.safetensors'));
  made.dispose();
});

const convert = (...argv: string[]) => runCli(['convert', ...argv]);

describe('convert', () => {
  it('turns one format into another, and proves it', async () => {
    for (const output of ['out.safetensors', 'out.onnx', 'out.pth', 'folder']) {
      const path = join(folder, output);
      const { exitCode, stdout, stderr } = await convert(
        input,
        path,
        '--verify',
        '--json',
        '--backend',
        'wasm',
      );
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const document = JSON.parse(stdout) as { verified: { maxAbsDiff: number; passed: boolean } };
      expect(document).toMatchObject({
        from: 'pytorch',
        model: 'resnext11_digits',
        scheme: 'torchvision',
        notes: [],
      });
      expect(document.verified.passed).toBe(true);
      expect(document.verified.maxAbsDiff).toBeLessThan(1e-5);
    }
  });

  it('shows people each array, and what was compared', async () => {
    const { exitCode, stdout } = await convert(
      input,
      join(folder, 'people.safetensors'),
      '--verify',
      '--backend',
      'wasm',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^array +type +shape +min +mean +max +deviation/m);
    expect(stdout).toMatch(/^conv1\.weight +F32 +16 x 1 x 3 x 3 /m);
    expect(stdout).toMatch(/^our network, with pytorch and with safetensors +0\.0e\+0/m);
    expect(stdout).toMatch(
      /people\.safetensors: \d+ arrays from pytorch to safetensors \(resnext11_digits, 10 classes/,
    );
  });

  it('makes of weights what was saved: row, names and numbers', async () => {
    const output = join(folder, 'same.safetensors');
    await convert(input, output);
    const image = join(folder, 'digit.png');
    await writePng(image, toImage(digits({ split: 'test' }).get(0)));
    const results = [];
    for (const weights of [output, join(folder, 'digits.safetensors')]) {
      results.push(
        (await runCli(['classify', image, '--weights', weights, '--json', '--logits', '--backend', 'wasm']))
          .stdout,
      );
    }
    expect(results[0]).toBe(results[1]);
  });

  it.each([
    [['none.pth', 'x.onnx'], /expected a readable file for none\.pth but ENOENT/],
    [['IN', 'x.unknown'], /expected a file ending in \.safetensors, /],
    [['IN', 'x.onnx', '--from', 'tf'], /expected one of .* for the format but received 'tf'/],
    [['IN', 'x', '--to', 'tf'], /expected one of safetensors, pytorch, onnx, tfjs/],
    [['IN', 'x.onnx', '--scheme', 'mine'], /expected one of torchvision, /],
    [['IN', 'x.onnx', '--channel-order', 'grb'], /expected one of rgb, bgr for --channel-order/],
    [['IN', 'x.onnx', '--mean', '1,b'], /expected a number for --mean but received 'b'/],
    [['IN', 'x.onnx', '--model', 'resnext50_32x4d'], /expected the weights of resnext50_32x4d but received/],
    [['IN', 'x.safetensors', '--scheme', 'none', '--verify'], /expected a model to verify/],
  ])('%j is bad usage, in one line', async (argv, message) => {
    const paths = argv.map((each, index) =>
      each === 'IN' ? input : index === 1 ? join(folder, each) : each,
    );
    const { exitCode, stdout, stderr } = await convert(...paths);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^resnext: [^\n]+\n$/);
  });

  it('refuses a pickle that would run code, by the name of what it would run', async () => {
    const path = join(folder, 'evil.pth');
    await writeFile(path, Buffer.from('\x80\x02cos\nsystem\n(X\x06\x00\x00\x00whoamitR.', 'latin1'));
    const { exitCode, stderr } = await convert(path, join(folder, 'evil.safetensors'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/its pickle names 'os\.system'.*nothing of it was run/);
    await expect(stat(join(folder, 'evil.safetensors'))).rejects.toThrow(/ENOENT/);
  });
});

describe('published weights', () => {
  let server: Server;
  let mirror: string;
  let downloads = 0;
  /** Without a checksum in the registry, so that ours pass for them. */
  const name = 'resnext50_32x4d.authors';

  beforeAll(async () => {
    const bytes = await readFile(input);
    server = createServer((request, response) => {
      downloads++;
      if (request.url === '/resnext_50_32x4d.t7') response.end(bytes);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const classify = (model: string, env: Record<string, string>) =>
    runCli(['classify', join(folder, 'digit.png'), '--model', model, '--json', '--backend', 'wasm'], { env });

  it('are downloaded once, converted once, and their licence is said', async () => {
    const env = { RESNEXT_HOME: join(folder, 'home'), RESNEXT_MIRROR: mirror };
    const first = await classify(name, env);
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toMatch(
      /^note: the weights resnext50_32x4d\.authors are under CC BY-NC 4\.0: not for commercial use$/m,
    );
    const second = await classify(name, { RESNEXT_HOME: join(folder, 'home') });
    expect(second).toEqual({ ...first, stderr: '' });
    expect(downloads).toBe(1);
    expect((await stat(join(folder, 'home/models', `${name}.safetensors`))).isFile()).toBe(true);
  });

  it('that cannot be had are one sentence', async () => {
    const env = { RESNEXT_HOME: join(folder, 'other'), RESNEXT_MIRROR: mirror };
    const missing = await classify('resnext101_64x4d.authors', env);
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toMatch(
      /the server answered 404 Not Found: fetch http:.* by hand and put it at .*downloads\/resnext_101_64x4d\.t7\n$/,
    );
    const unknown = await classify('resnext50_32x4d.mine', env);
    expect(unknown.stderr).toMatch(/^resnext: expected one of resnext50_32x4d\.tv_in1k/);
    const none = await runCli(['classify', join(folder, 'digit.png')]);
    expect(none).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/expected weights: --weights FILE, or --model NAME\.TAG/),
    });
  });
});
