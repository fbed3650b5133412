import { DataError } from '../errors.ts';

/** Height, width and channels of an image. */
export type Shape = readonly [height: number, width: number, channels: number];

/** One labelled image. Samples are values: nobody writes into the pixels of a sample that they did not make. */
export interface Sample {
  /** `height * width * channels` values in [0, 1], row by row, the channels of a pixel side by side (HWC). */
  readonly pixels: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The index of the class in {@link Dataset.classNames}. */
  readonly label: number;
}

/** Labelled images, found by their index. */
export interface Dataset {
  /** What people call it, such as `digits/train`. */
  readonly name: string;
  /** How many samples there are. */
  readonly length: number;
  /** The name of each class, by label. */
  readonly classNames: readonly string[];
  /** The shape that every sample has before any transform. */
  readonly shape: Shape;
  /**
   * The sample of an index from 0 to `length` - 1; the same index always gives an equal sample.
   *
   * @throws {DataError} `DATA_INDEX_OUT_OF_RANGE`, or what reading the sample throws
   */
  get(index: number): Sample | Promise<Sample>;
}

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
