import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { convert, readWeights, resolveModel, verify } from '@resnext/converter';
import { selectBackend } from '@resnext/runtime';
import { openSafetensors, writeSafetensors } from '@resnext/zoo';
import {
  logitsOf,
  network,
  relativeError,
  type Network,
} from '../../packages/converter/src/testing/networks.ts';

/*
 * check.ts WORK [GOLDEN]: writes models, and lets those run them for whom they are written.
 */

const TOLERANCE = 1e-4;
const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const [work, golden] = process.argv.slice(2) as [string, string | undefined];
let failures = 0;

function report(what: string, error: number): void {
  const passed = error <= TOLERANCE;
  if (!passed) failures++;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${what}: ${error.toExponential(1)} of the largest logit`);
}

async function python(...argv: string[]): Promise<string> {
  return (
    await run(process.env['PYTHON'] ?? 'python3', [join(here, 'check.py'), ...argv], { maxBuffer: 1 << 26 })
  ).stdout;
}

/** A file as PyTorch writes and reads tensors for this script. */
async function numbers(path: string, name: string): Promise<Float32Array> {
  const file = await openSafetensors(path);
  try {
    return await file.tensors.get(name)!.read();
  } finally {
    await file.close();
  }
}

async function checkOutputs(title: string, input: string, side: number): Promise<void> {
  const files = {
    pth: join(work, 'model.pth'),
    onnx: join(work, 'model.onnx'),
    split: join(work, 'split'),
    diagonal: join(work, 'diagonal'),
  };
  await convert({ input, output: files.pth });
  await convert({ input, output: files.onnx });
  await convert({ input, output: files.split, groups: 'split' });
  await convert({ input, output: files.diagonal, groups: 'block-diagonal' });

  console.log((await python('onnx', files.onnx)).trim());
  for (const batch of [1, 8]) {
    const { comparisons } = await verify({ input, output: files.onnx, inputSize: side, batch });
    const theirs = comparisons.find(({ what }) => what.startsWith('onnxruntime'));
    report(`${title}: onnxruntime-node, batch ${batch}`, theirs?.maxRelDiff ?? Infinity);
  }

  const shape = [2, side, side, 3] as const;
  const values = Float32Array.from(
    { length: 2 * side * side * 3 },
    (_, i) => Math.sin((i + 1) * 12.9898) * 1.5,
  );
  const asked: Network = {
    path: input,
    input: { values, shape: [...shape] },
    logits: new Float32Array(),
    raw: false,
  };
  await using weights = await readWeights(input);
  const ours = await logitsOf(await resolveModel(weights), asked);
  await writeSafetensors(
    join(work, 'x.safetensors'),
    new Map([['x', { dtype: 'F32', shape: [...shape], read: async () => values }]]),
  );

  await python('pth', files.pth, join(work, 'x.safetensors'), join(work, 'y.safetensors'));
  report(
    `${title}: PyTorch, weights_only`,
    relativeError(await numbers(join(work, 'y.safetensors'), 'logits'), ours),
  );
  for (const folder of [files.split, files.diagonal]) {
    const { stdout } = await run(
      process.execPath,
      [join(here, 'tfjs.mjs'), folder, join(work, 'x.safetensors')],
      { maxBuffer: 1 << 26 },
    );
    report(
      `${title}: stock @tensorflow/tfjs on wasm, ${folder.split('/').at(-1)}`,
      relativeError(Float32Array.from(JSON.parse(stdout) as number[]), ours),
    );
  }
}

/** ResNeXt-50 32x4d as PyTorch saves it, in both of its forms. */
async function checkLarge(folder: string): Promise<void> {
  const weights = join(folder, 'resnext50_32x4d.weights.safetensors');
  const file = await openSafetensors(join(folder, 'resnext50_32x4d.golden.safetensors'));
  const x = file.tensors.get('x')!;
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const planes = await x.read();
  const expected = await file.tensors.get('logits')!.read();
  await file.close();
  const pixels = height * width;
  const values = Float32Array.from(planes, (_, i) => {
    const [image, within] = [Math.floor(i / (pixels * channels)), i % (pixels * channels)];
    return planes[(image * channels + (within % channels)) * pixels + Math.floor(within / channels)]!;
  });
  for (const form of ['zip', 'legacy']) {
    const input = join(work, `resnext50.${form}.pth`);
    await python('save', weights, input, form);
    const output = join(work, `resnext50.${form}.safetensors`);
    await convert({ input, output });
    await using made = await readWeights(output);
    const asked: Network = {
      path: output,
      input: { values, shape: [batch, height, width, channels] },
      logits: expected,
      raw: false,
    };
    report(
      `ResNeXt-50 32x4d from a ${form} .pth`,
      relativeError(await logitsOf(await resolveModel(made), asked), expected),
    );
  }
  await checkOutputs('ResNeXt-50 32x4d', join(work, 'resnext50.zip.pth'), 224);
}

await selectBackend();
for (const name of ['zip.pth', 'se.pth', 'folded.onnx'])
  await checkOutputs(name, (await network(name)).path, 32);
if (golden) await checkLarge(golden);
console.log(failures === 0 ? 'all agree' : `${failures} disagree`);
process.exitCode = failures === 0 ? 0 : 1;
