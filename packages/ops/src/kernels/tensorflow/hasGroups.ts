import { tidy, zeros, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ConvGeometry } from '../../geometry.ts';
import type { Operations } from './operations.ts';
import { windowsToFilter, windowsToInput } from './window.ts';

const known = new WeakMap<Operations, boolean>();

/**
 * Whether TensorFlow has convolutions with groups and their gradients here: cuDNN does, oneDNN does, and
 * without them (`TF_ENABLE_ONEDNN_OPTS=0`, or a processor that oneDNN is not for) there are none. Tried once.
 */
export function hasGroups(tf: Operations): boolean {
  let found = known.get(tf);
  if (found === undefined) known.set(tf, (found = tryGradients(tf)));
  return found;
}

function tryGradients(tf: Operations): boolean {
  const geometry: ConvGeometry = {
    strides: [1, 1],
    dilations: [1, 1],
    pads: [
      [1, 1],
      [1, 1],
    ],
    groups: 2,
  };
  try {
    tidy(() => {
      const image: Tensor4D = zeros([1, 4, 4, 4]);
      windowsToInput(tf, image, zeros([3, 3, 2, 4]), geometry, [1, 4, 4, 4]);
      windowsToFilter(tf, image, image, geometry, [3, 3, 2, 4]);
    });
    return true;
  } catch {
    return false;
  }
}
