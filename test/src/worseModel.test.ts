import { tidy } from '@tensorflow/tfjs-core';
import { createLoader, digits, Random, type Batch } from '@resnext/data';
import { checkGates, compareRuns, evaluate, type GateInput, type Report } from '@resnext/evaluator';
import { selectBackend } from '@resnext/runtime';
import { schedules, train } from '@resnext/trainer';
import { createModel, prepareBatch, resolveRow, type Model } from '@resnext/zoo';
import { beforeAll, describe, expect, it } from 'vitest';

/* Does a gate beside a baseline tell a worse model from one that was only trained by other chances? */

type StateDict = Map<
  string,
  ReturnType<Model['stateDict']> extends ReadonlyMap<string, infer Tensor> ? Tensor : never
>;

const MODEL = 'resnext11_digits';
const EPOCHS = 6;
const gates: GateInput[] = [
  { metric: 'top1', baseline: { tolerance: 1.5 } },
  { metric: 'top1', name: 'significantly worse', baseline: { significance: 0.01 } },
];

async function trained(seed: number): Promise<Model> {
  const model = createModel(resolveRow(MODEL), { seed });
  const training = createLoader(digits({ split: 'train' }), { batchSize: 64, shuffle: true, seed });
  const validation = createLoader(digits({ split: 'test' }), { batchSize: 64 });
  for await (const _ of train({
    model,
    training,
    validation,
    epochs: EPOCHS,
    schedule: schedules.cosine(0.1),
  }));
  return model;
}

async function judge(model: Model): Promise<Report> {
  const test = digits({ split: 'test' });
  const predict = ({ images, shape }: Batch): Float32Array =>
    tidy(
      () =>
        model.forward(prepareBatch({ images, shape }, model.row.preprocessing)).dataSync() as Float32Array,
    );
  return evaluate(predict, createLoader(test, { batchSize: 64 }).epoch(0), {
    classes: model.row.classes,
    expectedSamples: test.length,
  });
}

/** Adds noise to the convolutions: of so many times their own standard deviation. */
async function damage(model: Model, times: number): Promise<void> {
  const random = Random.from(7);
  const state: StateDict = new Map();
  for (const [name, tensor] of model.stateDict()) {
    const values = Float32Array.from(await tensor.read());
    if (tensor.shape.length === 4) {
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
      // Uniform noise of that deviation.
      const reach = Math.sqrt(3) * times * deviation;
      values.forEach((value, index) => (values[index] = value + random.uniform(-reach, reach)));
    }
    state.set(name, { dtype: 'F32', shape: tensor.shape, read: () => Promise.resolve(values) });
  }
  await model.loadStateDict(state);
}

describe('a gate beside a baseline', () => {
  let baseline: Report;
  let model: Model;
  beforeAll(async () => {
    await selectBackend();
    model = await trained(1);
    baseline = await judge(model);
  });

  it('passes the same model, trained with another seed', async () => {
    const other = await trained(2);
    const report = await judge(other);
    other.dispose();
    const { top1 } = compareRuns(report, baseline);
    console.log(
      'another seed:',
      baseline.top1.toFixed(2),
      report.top1.toFixed(2),
      'p =',
      top1.pValue.toFixed(3),
    );
    expect(report.records).not.toEqual(baseline.records);
    expect(checkGates(report, gates, { baseline }).passed).toBe(true);
  });

  it('fails a model with noise in its weights, and McNemar says that it is worse', async () => {
    await damage(model, 0.25);
    const report = await judge(model);
    model.dispose();
    const { top1 } = compareRuns(report, baseline);
    console.log(
      'damaged:',
      baseline.top1.toFixed(2),
      report.top1.toFixed(2),
      'p =',
      top1.pValue.toExponential(1),
    );
    expect(top1).toMatchObject({ verdict: 'worse' });
    expect(top1.pValue).toBeLessThan(0.01);
    const outcome = checkGates(report, gates, { baseline });
    expect(outcome.results.map(({ status }) => status)).toEqual(['failed', 'failed']);
  });
});
