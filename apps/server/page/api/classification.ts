import type { Frame } from '../../src/service/answer.ts';

/** What `GET /v1/models` says. */
export interface ModelList {
  readonly backend: string;
  readonly models: readonly ModelDescription[];
}

export interface ModelDescription {
  readonly name: string;
  readonly version: string;
  readonly network: string;
  readonly classes: number;
  readonly inputSize: number;
  readonly channels: number;
}

/** What `POST /v1/classify` says of the one image that was sent. */
export interface Classification {
  readonly model: string;
  readonly version: string;
  readonly backend: string;
  readonly predictions: readonly Prediction[];
  readonly frame?: Frame;
  readonly timing: Timing;
}

export interface Prediction {
  readonly index: number;
  readonly label: string;
  /** Its probability. */
  readonly score: number;
  readonly activation?: Activation;
}

/** How much each place speaks for a class, row by row, in units of the logit. */
export interface Activation {
  readonly width: number;
  readonly height: number;
  readonly values: readonly number[];
}

/** In milliseconds. */
export interface Timing {
  readonly decode: number;
  readonly queue: number;
  readonly compute: number;
  readonly total: number;
}
