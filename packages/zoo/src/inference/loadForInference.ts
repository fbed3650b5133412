import type { Model } from '../model.ts';
import { loadModel, type LoadModelOptions } from '../weights/load.ts';

/**
 * The model that a weights file holds, folded, which computes the same in less time. While it loads, its weights are in
 * memory twice.
 *
 * @throws ZooError as {@link loadModel}
 */
export async function loadForInference(path: string, options?: LoadModelOptions): Promise<Model> {
  const loaded = await loadModel(path, options);
  try {
    return loaded.fold();
  } finally {
    loaded.dispose();
  }
}
