import type { Dtype } from '@resnext/zoo';
import type { WeightTensor } from '../../tensors.ts';

/*
 * What `torch.save` of Torch7 writes: values, tables and objects, each of the latter once and then by its
 * number.
 */

/** A Lua table, or the one that every object of a class is. */
export class Table {
  /** Keys that are neither strings nor numbers name nothing here. */
  readonly entries = new Map<string | number, TorchValue>();
  /** The class, where it is an object. */
  className: string | undefined;
}

/** Numbers of one type somewhere in the file, or, from a text, at hand. */
export interface TorchStorage {
  readonly dtype: Dtype;
  readonly numbers: number;
  readonly position: number;
  readonly values?: Float32Array;
}

/** A tensor as the file describes it; one without a storage is empty. */
export class TorchTensor {
  tensor: WeightTensor | undefined;
}

/** A function, or something else of which nothing is wanted. */
export class Skipped {}

export type TorchValue = null | number | string | boolean | Table | TorchTensor | StorageObject | Skipped;

export class StorageObject {
  constructor(readonly storage: TorchStorage) {}
}
