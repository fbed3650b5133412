import { sizeOf } from '../../transforms.ts';

/** [out, in, height, width] to [height, width, in, out]. */
export function toHwio(values: Float32Array, shape: readonly number[]): Float32Array {
  const [outputs = 0, inputs = 0, height = 0, width = 0] = shape;
  const taps = height * width;
  const turned = new Float32Array(values.length);
  let from = 0;
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < taps; tap++)
        turned[(tap * inputs + input) * outputs + output] = values[from++]!;
    }
  }
  return turned;
}

/**
 * A grouped filter [out, in / groups, height, width] as a plain one [height, width, in, out]: zeros
 * connect the groups. As many times larger as there are groups.
 */
export function blockDiagonal(values: Float32Array, shape: readonly number[], groups: number): Float32Array {
  const [outputs = 0, perGroup = 0, height = 0, width = 0] = shape;
  const inputs = perGroup * groups;
  const taps = height * width;
  const whole = new Float32Array(sizeOf(shape) * groups);
  let from = 0;
  for (let output = 0; output < outputs; output++) {
    const first = Math.floor((output * groups) / outputs) * perGroup;
    for (let input = 0; input < perGroup; input++) {
      for (let tap = 0; tap < taps; tap++)
        whole[(tap * inputs + first + input) * outputs + output] = values[from++]!;
    }
  }
  return whole;
}
