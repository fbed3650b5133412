import { ZooError } from '../errors.ts';
import { Model } from '../model.ts';
import { Network } from '../network/network.ts';
import { resolveRow } from '../rows/models.ts';
import { parseRow, type ModelRow } from '../rows/row.ts';
import { openSafetensors, type SafetensorsFile } from '../safetensors/read.ts';
import { inferRow } from './inferRow.ts';
import { ROW_KEY } from './save.ts';
import { checkStateDict, type StateDict } from './stateDict.ts';

export interface LoadModelOptions {
  /** The model that the file holds, where the file does not say or is not to be believed. */
  readonly model?: string | ModelRow;
}

/**
 * A model with the weights of a safetensors file, ours or one of torchvision's or timm's. The row comes
 * from `model`, or from the file's metadata, or else from its names and shapes. One tensor at a time is
 * held in memory beside the model.
 *
 * @throws ZooError when the file cannot be read, is damaged, or holds another model.
 */
export async function loadModel(path: string, { model: wanted }: LoadModelOptions = {}): Promise<Model> {
  const file = await openSafetensors(path);
  try {
    const row = wanted === undefined ? rowOf(file, path) : resolveRow(wanted);
    return await modelOf(row, stateDictOf(file)).catch((error: unknown) => {
      throw error instanceof ZooError && error.code === 'ZOO_WRONG_MODEL'
        ? new ZooError(error.code, `${error.message} (${path})`)
        : error;
    });
  } finally {
    await file.close();
  }
}

/**
 * A model with given weights, wherever they come from.
 *
 * @throws ZooError when they are not the row's.
 */
export async function modelOf(row: ModelRow, weights: StateDict): Promise<Model> {
  const model = new Model(row, new Network(row));
  try {
    await model.loadStateDict(weights);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * Whether weights are those of a row, by their names and shapes alone.
 *
 * @throws ZooError when a tensor is missing, unknown or of another shape.
 */
export function checkWeights(row: ModelRow, weights: StateDict): void {
  checkStateDict(new Network(row), weights, row.name);
}

/**
 * The row of a weights file: the one in its metadata, or else the one that its names and shapes tell of.
 *
 * @throws ZooError when the file cannot be read, is damaged, or holds no ResNeXt.
 */
export async function readRow(path: string): Promise<ModelRow> {
  const file = await openSafetensors(path);
  try {
    return rowOf(file, path);
  } finally {
    await file.close();
  }
}

function rowOf(file: SafetensorsFile, path: string): ModelRow {
  const written = file.metadata.get(ROW_KEY);
  if (written === undefined) {
    return inferRow(new Map([...file.tensors].map(([name, { shape }]) => [name, shape])), path);
  }
  try {
    return parseRow(JSON.parse(written));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ZooError('ZOO_BAD_FILE', `expected a model row in the metadata of ${path} but ${reason}`, {
      cause,
    });
  }
}

/** A file's tensors as they load: whatever their type, values come as float32. */
function stateDictOf(file: SafetensorsFile): StateDict {
  return new Map(
    [...file.tensors].map(([name, tensor]) => [
      name,
      { dtype: 'F32', shape: tensor.shape, read: () => tensor.read() },
    ]),
  );
}
