import type { Parameter } from '@resnext/blocks';

/*
 * The one place that knows both layouts: filters are [kH, kW, I, O] in tensors and [O, I, kH, kW] in
 * files, linear weights [1, 1, I, O] and [O, I]. To files both are the transposition of a matrix whose
 * columns are the outputs, with the taps of a filter behind its inputs.
 */

/** The shape of a parameter in files. */
export function fileShape({ kind, shape }: Parameter): number[] {
  if (kind === 'vector') return [...shape];
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  return kind === 'linear' ? [outputs, inputs] : [outputs, inputs, height, width];
}

export function toFileLayout({ kind, shape }: Parameter, values: Float32Array): Float32Array {
  if (kind === 'vector') return values;
  const [taps, inputs, outputs] = matrix(shape);
  const file = new Float32Array(values.length);
  let to = 0;
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < taps; tap++) file[to++] = values[(tap * inputs + input) * outputs + output]!;
    }
  }
  return file;
}

export function fromFileLayout({ kind, shape }: Parameter, file: Float32Array): Float32Array {
  if (kind === 'vector') return file;
  const [taps, inputs, outputs] = matrix(shape);
  const values = new Float32Array(file.length);
  let to = 0;
  for (let tap = 0; tap < taps; tap++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++)
        values[to++] = file[(output * inputs + input) * taps + tap]!;
    }
  }
  return values;
}

function matrix(shape: readonly number[]): [taps: number, inputs: number, outputs: number] {
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  return [height * width, inputs, outputs];
}
