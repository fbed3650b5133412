/** Samples side by side, as plain typed arrays. */
export interface Batch {
  /**
   * `N * views * height * width * channels` values, sample by sample (NHWC): bytes from 0 to 255, or floats if the
   * samples have them.
   */
  readonly images: Uint8Array | Float32Array;
  readonly shape: readonly [images: number, height: number, width: number, channels: number];
  /** The label of each of the N samples; after mixing, the class that has the largest share. */
  readonly labels: Int32Array;
  /** The index of each of the N samples in its dataset. */
  readonly indices: Int32Array;
  /** `N * classes` shares, each row of which adds up to 1: only where samples were mixed. */
  readonly targets?: Float32Array;
  /** How many images there are of each sample, side by side: 1, unless the transform makes several. */
  readonly views: number;
}
