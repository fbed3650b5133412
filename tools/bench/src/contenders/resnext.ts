import { backendNames, listBackends, type BackendName } from '@resnext/runtime';
import type { Contender } from './contender.ts';
import { nodeCommand } from './nodeCommand.ts';

/** Ours, on one of our backends. */
export function resnext(backend: BackendName): Contender {
  return onBackend('resnext', backend);
}

/** The same networks on libtensorflow: what TensorFlow.js itself has to offer on a CPU. */
export const tfjsNode = onBackend('tfjs-node', 'tensorflow');

function onBackend(name: string, backend: BackendName): Contender {
  return {
    name,
    async whyNot() {
      const found = (await listBackends()).find((info) => info.name === backend && info.device === 'cpu');
      if (!found) return `there is no backend ${backend}: use one of ${backendNames.join(', ')}`;
      return found.available ? undefined : found.reason;
    },
    variants: () => [backend],
    command: (assignment) => nodeCommand('resnext', assignment),
  };
}
