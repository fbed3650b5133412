/** Height, width and channels of an image. */
export type Shape = readonly [height: number, width: number, channels: number];

/**
 * An image and its class. Samples are values: nobody writes into the pixels of a sample that they did not make, unless
 * its maker says otherwise.
 */
export interface Sample {
  /**
   * `height * width * channels` values, row by row, the channels of a pixel side by side (HWC): bytes from 0 to 255, or
   * floats, which lie in [0, 1] until they are normalised.
   */
  readonly pixels: Uint8Array | Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The index of the class in the dataset's class names. */
  readonly label: number;
}

/** Part of a file, or all of it. */
export interface FileRange {
  readonly path: string;
  /** The first byte. Default 0. */
  readonly offset?: number;
  /** How many bytes. Default: up to the end. */
  readonly length?: number;
}

/** An image that is still to be read and decoded: plain data, cheap to send to a worker, which does so. */
export interface EncodedSample {
  /** The bytes of an image file, or where they are. */
  readonly encoded: Uint8Array | FileRange;
  readonly label: number;
  /** What errors and lists of bad images call it: its path, or its shard and its name in there. */
  readonly name: string;
}

/** What datasets give. */
export type Item = Sample | EncodedSample;
