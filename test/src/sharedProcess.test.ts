import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createLoader, digits, type Loader } from '@resnext/data';
import { selectBackend } from '@resnext/runtime';
import { createStepper, type Stepper } from '@resnext/trainer';
import { createModel } from '@resnext/zoo';
import { expect, test } from 'vitest';

/* What shares a process with the native backend's threads and memory: other models, and the process's end. */

const STEPS = 6;
const loader: Loader = createLoader(digits({ split: 'train' }), { batchSize: 16, shuffle: true });

/** The logits of one step after the other. */
async function* train(name: string, seed: number): AsyncGenerator<Float32Array> {
  const model = createModel(name, { seed });
  const stepper: Stepper = createStepper(model);
  try {
    let steps = 0;
    for await (const batch of loader.epoch(1)) {
      yield (await stepper.step(batch, 0.05)).logits;
      if (++steps === STEPS) return;
    }
  } finally {
    stepper.dispose();
    model.dispose();
  }
}

async function collect(steps: AsyncGenerator<Float32Array>): Promise<Float32Array[]> {
  const logits = [];
  for await (const of of steps) logits.push(of);
  return logits;
}

test('two models that train in turn, or at once, in a process find what each finds alone', async () => {
  await selectBackend('native');
  const alone = [await collect(train('resnext11_digits', 1)), await collect(train('resnext11_digits', 2))];

  const [first, second] = [train('resnext11_digits', 1), train('resnext11_digits', 2)];
  const inTurn: Float32Array[][] = [[], []];
  for (let step = 0; step < STEPS; step++) {
    inTurn[0]!.push((await first.next()).value as Float32Array);
    inTurn[1]!.push((await second.next()).value as Float32Array);
  }
  await Promise.all([first.return(undefined), second.return(undefined)]);
  expect(inTurn).toEqual(alone);

  const atOnce = await Promise.all([
    collect(train('resnext11_digits', 1)),
    collect(train('resnext11_digits', 2)),
  ]);
  expect(atOnce).toEqual(alone);
});

test.each([
  ['exit', { code: 7, signal: null }],
  ['error', { code: 1, signal: null }],
  ['signal', { code: null, signal: 'SIGTERM' }],
])(
  'a process may end in the middle of a training step: %s',
  async (way, expected) => {
    const program = fileURLToPath(new URL('programs/exitMidStep.ts', import.meta.url));
    const flags = ['--conditions=@resnext/source', '--import', import.meta.resolve('tsx')];
    for (let time = 0; time < 3; time++) {
      const ended = await new Promise((resolve) => {
        execFile(process.execPath, [...flags, program, way], (error, stdout) => {
          resolve({ code: error?.code ?? null, signal: error?.signal ?? null, stdout });
        });
      });
      expect(ended).toEqual({ ...expected, stdout: 'steps\n' });
    }
  },
  60_000,
);
