import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import { selectBackend } from '@resnext/runtime';
import { createModel, loadModel, resolveRow, saveModel, type Model } from '@resnext/zoo';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectWithin, permute, readGolden, relativeError, toTensor, type Golden } from './support/golden.ts';

/*
 * The published sizes against torchvision and timm. Their weights are hundreds of megabytes and made by
 * PyTorch, so these run where RESNEXT_GOLDEN names the folder that `tools/golden/make.sh --large` filled.
 */
const folder = process.env['RESNEXT_GOLDEN'];
const models = [
  'resnext50_32x4d',
  'resnext101_32x4d',
  'resnext101_64x4d',
  'seresnext50_32x4d',
  'resnext29_8x64d_cifar',
];

const weightsOf = (name: string): string => join(folder!, `${name}.weights.safetensors`);
const goldenOf = (name: string): string => join(folder!, `${name}.golden.safetensors`);

function logitsOf(model: Model, golden: Golden<object>): Float32Array {
  const x = toTensor<Tensor4D>(permute(golden.get('x'), 'NCHW to NHWC'));
  const values = tidy(() => model.forward(x).dataSync() as Float32Array);
  x.dispose();
  return values;
}

describe.runIf(folder)('models of the published sizes (RESNEXT_GOLDEN)', () => {
  beforeAll(async () => {
    await selectBackend('wasm');
  });

  test.each(models)(
    '%s: PyTorch’s file loads by name, its row is inferred, its logits are ours',
    async (name) => {
      const model = await loadModel(weightsOf(name));
      expect(model.row).toEqual(resolveRow(name));
      const golden = await readGolden<object>(goldenOf(name));
      const expected = golden.get('logits').values;
      const folded = model.fold();
      for (const each of [model, folded]) {
        const logits = logitsOf(each, golden);
        expectWithin(logits, expected, 1e-4);
        // What the two images do not share is the finer test: their logits have most in common.
        const classes = logits.length / 2;
        const apart = (values: Float32Array) =>
          values.slice(0, classes).map((v, i) => v - values[classes + i]!);
        expectWithin(apart(logits), apart(expected), 1e-3);
      }
      [model, folded].forEach((each) => each.dispose());
    },
  );

  test.each(['resnext50_32x4d', 'seresnext50_32x4d'])(
    '%s: PyTorch loads what we wrote, strictly',
    async (name) => {
      const scratch = await mkdtemp(join(tmpdir(), 'resnext-golden-'));
      try {
        const model = createModel(name, { seed: 11 });
        const ours = join(scratch, 'ours.safetensors');
        await saveModel(model, ours);
        const out = join(scratch, 'logits.safetensors');
        const golden = fileURLToPath(new URL('../../tools/golden/', import.meta.url));
        await promisify(execFile)(
          process.env['PYTHON'] ?? '/usr/bin/python3',
          [
            `${golden}check_load.py`,
            '--weights',
            ours,
            '--model',
            name,
            '--input',
            goldenOf(name),
            '--out',
            out,
          ],
          { env: { ...process.env, PYTHONPATH: process.env['GOLDEN_PYTHON_DIR'] ?? `${golden}.python` } },
        );
        const theirs = (await readGolden<object>(out)).get('logits').values;
        expect(
          relativeError(logitsOf(model, await readGolden<object>(goldenOf(name))), theirs),
        ).toBeLessThanOrEqual(1e-4);
        model.dispose();
      } finally {
        await rm(scratch, { recursive: true });
      }
    },
  );
});
