import type { WeightTensor } from './tensors.ts';

/** What the numbers of an array are like: enough for a person to see that something is off. */
export interface TensorStatistics {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The standard deviation. */
  readonly deviation: number;
  /** Infinite ones, and those that are no number. */
  readonly notFinite: number;
}

/** One array after the other; each is in memory while it is looked at. */
export async function* statisticsOf(
  tensors: ReadonlyMap<string, WeightTensor>,
): AsyncGenerator<TensorStatistics> {
  for (const [name, tensor] of tensors) {
    const { dtype, shape } = tensor;
    yield { name, dtype, shape, ...summary(await tensor.read()) };
  }
}

function summary(values: Float32Array): Omit<TensorStatistics, 'name' | 'dtype' | 'shape'> {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let notFinite = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      notFinite++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const count = values.length - notFinite;
  if (count === 0) return { min: NaN, max: NaN, mean: NaN, deviation: NaN, notFinite };
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2;
  return { min, max, mean, deviation: Math.sqrt(squares / count), notFinite };
}
