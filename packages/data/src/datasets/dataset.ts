import { DataError } from '../errors.ts';
import type { Item, Shape } from './sample.ts';

/** What is known of labelled images before any is seen. */
interface Collection {
  /** What people call it, such as `digits/train`. */
  readonly name: string;
  /** The name of each class, by label. */
  readonly classNames: readonly string[];
  /** 3 for red, green, blue; 1 for grey: what encoded samples are decoded to. */
  readonly channels: 1 | 3;
  /** The shape of all samples before any transform, if they share one. */
  readonly shape?: Shape;
}

/** Labelled images, found by their index. */
export interface Dataset extends Collection {
  /** How many samples there are. */
  readonly length: number;
  /**
   * The sample of an index from 0 to `length` - 1; the same index always gives an equal sample.
   *
   * @throws {DataError} `DATA_INDEX_OUT_OF_RANGE`, or what reading the sample throws
   */
  get(index: number): Item | Promise<Item>;
}

/** Labelled images that come one after the other. */
export interface StreamDataset extends Collection {
  /** How many samples an epoch has over all ranks, if that is known. */
  readonly length: number | undefined;
  /** The samples of an epoch, the same for equal options. */
  stream(options: StreamOptions): AsyncIterable<StreamItem>;
}

/** Which samples a stream gives, and in which order. */
export interface StreamOptions {
  readonly epoch: number;
  readonly seed: number;
  readonly shuffle: boolean;
  /** Which of the processes that share the epoch this one is, from 0 to `world` - 1. */
  readonly rank: number;
  readonly world: number;
  /** How many samples of this rank are left out at the beginning. */
  readonly skip: number;
}

/** A sample of a stream. */
export type StreamItem = Item & {
  /** What tells the sample from all others of its epoch; its augmentation follows from it. */
  readonly index: number;
};

/** The error for a sample that a dataset does not have. */
export function indexOutOfRange(
  { name, length }: Pick<Dataset, 'name' | 'length'>,
  index: number,
): DataError {
  return new DataError(
    'DATA_INDEX_OUT_OF_RANGE',
    `expected an integer from 0 to ${length - 1} for the index into ${name} but received ${index}: ` +
      'ask for one of its samples',
  );
}
