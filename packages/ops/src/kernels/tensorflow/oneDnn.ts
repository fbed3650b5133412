/*
 * Where TensorFlow's convolutions with groups, which are oneDNN's on a CPU, compute something else than they
 * should. Found by holding them against the definition, with TensorFlow 2.21, for up to 256 channels a group.
 */

/** With one output a group oneDNN takes a convolution for a depthwise one. */
export function isRightOnOneDnn([, , channels, outputs]: readonly number[], groups: number): boolean {
  return outputs !== groups || channels === 1;
}

/** Beyond 32 channels a group the gradient to the input is right for whole multiples of 32 only. */
export function hasRightInputGradientOnOneDnn([, , channels]: readonly number[]): boolean {
  return channels! <= 32 || channels! % 32 === 0;
}
