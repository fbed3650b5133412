/** What a model says to the images of one request. */
export interface Answer {
  /** [count, classes], row by row. */
  readonly logits: Float32Array;
  readonly count: number;
  readonly durations: Durations;
  /** An explanation for each image, where one was asked for. */
  readonly explanations?: readonly Explanation[];
}

/** Where the time of a request went, in nanoseconds; batches that it shared count whole. */
export interface Durations {
  /** Waiting for its turn. */
  readonly queue: number;
  /** Decoding files, collecting and uploading the batch. */
  readonly computeInput: number;
  readonly computeInfer: number;
  /** Reading the batch's answer and taking it apart. */
  readonly computeOutput: number;
}

/** Where a network looked at an image: class activation maps (Zhou et al., 2016), for its best classes. */
export interface Explanation {
  readonly maps: readonly ActivationMap[];
  /**
   * What the network saw of the image, in the pixels of the image as it is shown (EXIF's orientation applied).
   * Negative, and beyond its size, where it was padded. Only files have one.
   */
  readonly frame?: Frame;
}

/** How much each place speaks for a class: the last stage's features weighted by the classifier's row. */
export interface ActivationMap {
  readonly index: number;
  readonly height: number;
  readonly width: number;
  /** [height, width], row by row, in units of the logit: their mean and the class's bias are the logit. */
  readonly values: Float32Array;
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
