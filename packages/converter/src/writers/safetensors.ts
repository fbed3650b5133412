import { writeSafetensors } from '@resnext/zoo';
import type { Writer } from './writer.ts';

export const safetensorsWriter: Writer = {
  name: 'safetensors',
  title: 'safetensors',
  endings: ['.safetensors'],
  // `format` is what PyTorch's own libraries look for.
  write: (path, { weights, metadata }) => writeSafetensors(path, weights, { format: 'pt', ...metadata }),
};
