import { ZooError } from '../errors.ts';
import type { Network } from './network.ts';

/** Makes each block start as its shortcut alone: zeros for the scale of its last batch norm. */
export function zeroInitialiseLast(network: Network): void {
  for (const stage of network.stages) {
    for (const { branch } of stage.items) {
      const { lastNorm } = branch;
      if (!lastNorm) {
        throw new ZooError(
          'ZOO_BAD_ROW',
          'expected blocks that end in a batch norm to start it as zeros but received pre-activation blocks',
        );
      }
      lastNorm.weight.set(new Float32Array(lastNorm.channels));
    }
  }
}
