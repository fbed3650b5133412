import type { WeightTensor } from './tensors.ts';

/*
 * Arrays made of other arrays when they are read: what a source lays out or scales in its own way.
 */

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The same numbers, in the same order. */
export function reshaped(tensor: WeightTensor, shape: readonly number[]): WeightTensor {
  return { ...tensor, shape };
}

export function constantLike({ shape }: WeightTensor, value: number): WeightTensor {
  return { dtype: 'F32', shape, read: async () => new Float32Array(sizeOf(shape)).fill(value) };
}

function mapped(tensor: WeightTensor, change: (value: number, index: number) => number): WeightTensor {
  return { dtype: 'F32', shape: tensor.shape, read: async () => (await tensor.read()).map(change) };
}

export function addToEach(tensor: WeightTensor, term: number): WeightTensor {
  return mapped(tensor, (value) => value + term);
}

/** From 1 / sqrt(var + eps), for an eps of ours. */
export function varianceOf(inverse: WeightTensor, epsilon: number): WeightTensor {
  return mapped(inverse, (value) => 1 / (value * value) - epsilon);
}

export function subtracted(from: WeightTensor, what: WeightTensor): WeightTensor {
  return {
    dtype: 'F32',
    shape: from.shape,
    async read() {
      const terms = await what.read();
      return (await from.read()).map((value, i) => value - terms[i]!);
    },
  };
}

/** One behind the other along the first axis. */
export function concatenated(parts: readonly WeightTensor[]): WeightTensor {
  const [first, ...others] = parts;
  if (!first || others.length === 0) return first!;
  const along = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  return {
    dtype: 'F32',
    shape: [along, ...first.shape.slice(1)],
    async read() {
      const values = new Float32Array(parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
      let at = 0;
      for (const part of parts) {
        values.set(await part.read(), at);
        at += sizeOf(part.shape);
      }
      return values;
    },
  };
}

/** [rows, columns] to [columns, rows]. */
export function transposedMatrix(tensor: WeightTensor): WeightTensor {
  const [rows = 0, columns = 0] = tensor.shape;
  return {
    dtype: 'F32',
    shape: [columns, rows],
    async read() {
      const from = await tensor.read();
      const values = new Float32Array(from.length);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++)
          values[column * rows + row] = from[row * columns + column]!;
      }
      return values;
    },
  };
}

/** [height, width, in, out] to [out, in, height, width]. */
export function fromHwio(tensor: WeightTensor): WeightTensor {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = tensor.shape;
  const taps = height * width;
  return {
    dtype: 'F32',
    shape: [outputs, inputs, height, width],
    async read() {
      const from = await tensor.read();
      const values = new Float32Array(from.length);
      let to = 0;
      for (let output = 0; output < outputs; output++) {
        for (let input = 0; input < inputs; input++) {
          for (let tap = 0; tap < taps; tap++)
            values[to++] = from[(tap * inputs + input) * outputs + output]!;
        }
      }
      return values;
    },
  };
}

/**
 * A depthwise filter [height, width, channels, c], whose outputs a fixed convolution sums, to the grouped
 * one [channels, c, height, width] that does the same: `w[o,k] = dw[.., (o div c)*c + k, o mod c]`.
 */
export function fromDepthwise(tensor: WeightTensor): WeightTensor {
  const [height = 0, width = 0, channels = 0, perGroup = 0] = tensor.shape;
  const taps = height * width;
  return {
    dtype: 'F32',
    shape: [channels, perGroup, height, width],
    async read() {
      const from = await tensor.read();
      const values = new Float32Array(from.length);
      let to = 0;
      for (let output = 0; output < channels; output++) {
        const group = Math.floor(output / perGroup) * perGroup;
        for (let k = 0; k < perGroup; k++) {
          for (let tap = 0; tap < taps; tap++) {
            values[to++] = from[(tap * channels + group + k) * perGroup + (output % perGroup)]!;
          }
        }
      }
      return values;
    },
  };
}

/** One group after the other of a filter [height, width, in, out] that has zeros where they do not meet. */
export function fromBlockDiagonal(tensor: WeightTensor, groups: number): WeightTensor {
  const [height = 0, width = 0, inputs = 0, outputs = 0] = tensor.shape;
  const perGroup = inputs / groups;
  return {
    dtype: 'F32',
    shape: [height, width, perGroup, outputs],
    async read() {
      const from = await tensor.read();
      const values = new Float32Array(from.length / groups);
      let to = 0;
      for (let tap = 0; tap < height * width; tap++) {
        for (let input = 0; input < perGroup; input++) {
          for (let output = 0; output < outputs; output++) {
            const first = Math.floor((output * groups) / outputs) * perGroup;
            values[to++] = from[(tap * inputs + first + input) * outputs + output]!;
          }
        }
      }
      return values;
    },
  };
}

export interface InputChange {
  /** What each input channel is multiplied by. */
  readonly signs?: readonly number[];
  /** Whether the channels come in the opposite order. */
  readonly reverse?: boolean;
}

/** A filter [out, in, height, width] for inputs that come in another order or with another sign. */
export function scaledInputs(tensor: WeightTensor, { signs, reverse = false }: InputChange): WeightTensor {
  const [outputs = 0, inputs = 0, height = 0, width = 0] = tensor.shape;
  const taps = height * width;
  return {
    dtype: 'F32',
    shape: tensor.shape,
    async read() {
      const from = await tensor.read();
      const values = new Float32Array(from.length);
      for (let output = 0; output < outputs; output++) {
        for (let input = 0; input < inputs; input++) {
          const origin = (output * inputs + (reverse ? inputs - 1 - input : input)) * taps;
          const sign = signs?.[input] ?? 1;
          for (let tap = 0; tap < taps; tap++)
            values[(output * inputs + input) * taps + tap] = sign * from[origin + tap]!;
        }
      }
      return values;
    },
  };
}
