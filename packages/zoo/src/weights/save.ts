import { writeSafetensors } from '../safetensors/write.ts';
import type { Model } from '../model.ts';

/** The metadata's key under which a file carries its model row. */
export const ROW_KEY = 'resnext.model';

/**
 * Writes the model's weights as safetensors under torchvision's names, with the row in the metadata, so
 * that the file alone rebuilds the model. One tensor at a time is held in memory.
 *
 * @throws ZooError when the file cannot be written; what was there before is then still there.
 */
export function saveModel(model: Model, path: string): Promise<void> {
  // `format` is what PyTorch's own libraries look for.
  return writeSafetensors(path, model.stateDict(), { format: 'pt', [ROW_KEY]: JSON.stringify(model.row) });
}
