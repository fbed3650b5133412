import { loadForInference, type Model, type ModelRow } from '@resnext/zoo';
import { ServerError } from '../errors.ts';
import type { BatchAnswer, BatchPart } from '../service/engine.ts';
import { computeBatch } from './computeBatch.ts';

/** The networks that are loaded, by number. */
export class Networks {
  readonly #models = new Map<number, Model>();
  #next = 0;

  /**
   * @param warmUp sizes of batches to compute once, so that the first that are asked for find their filters packed and
   *   their memory at hand
   */
  async load(path: string, warmUp: readonly number[]): Promise<{ network: number; row: ModelRow }> {
    const model = await loadForInference(path);
    try {
      for (const count of warmUp) await computeBatch(model, [blank(model.row, count)]);
    } catch (error) {
      model.dispose();
      throw error;
    }
    const network = this.#next++;
    this.#models.set(network, model);
    return { network, row: model.row };
  }

  async run(network: number, parts: readonly BatchPart[]): Promise<BatchAnswer> {
    return computeBatch(this.#get(network), parts);
  }

  unload(network: number): void {
    this.#get(network).dispose();
    this.#models.delete(network);
  }

  #get(network: number): Model {
    const model = this.#models.get(network);
    if (model) return model;
    throw new ServerError(
      'SERVER_UNAVAILABLE',
      'expected a model that is loaded but received one that was unloaded',
    );
  }
}

function blank({ channels, preprocessing: { inputSize } }: ModelRow, count: number): BatchPart {
  const values = new Uint8Array(count * inputSize * inputSize * channels);
  return { images: { kind: 'pixels', shape: [count, inputSize, inputSize, channels], values } };
}
