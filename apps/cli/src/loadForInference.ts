import { loadModel, type Model } from '@resnext/zoo';

/** The model that a weights file holds, folded, which computes the same in less time. */
export async function loadForInference(weights: string, model: string | undefined): Promise<Model> {
  const loaded = await loadModel(weights, { model });
  try {
    return loaded.fold();
  } finally {
    loaded.dispose();
  }
}
