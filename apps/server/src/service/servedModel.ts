import type { ModelRow } from '@resnext/zoo';
import type { ModelSettings } from './modelSettings.ts';
import type { Answer } from './answer.ts';
import type { Images } from './images.ts';
import type { ModelStatistics } from './statistics.ts';

/** A version of a model that is loaded and answers. */
export interface ServedModel {
  readonly name: string;
  /** A number without sign, as a folder of the repository is named. */
  readonly version: string;
  readonly row: ModelRow;
  /** What the classes are called, one for each. */
  readonly labels: readonly string[];
  readonly settings: ModelSettings;

  /**
   * Puts images into the model's queue, and answers when the batch that they became part of was computed.
   *
   * @throws ServerError `SERVER_BAD_REQUEST` for images that do not fit the model or that are none,
   *   `SERVER_QUEUE_FULL`, `SERVER_TIMEOUT`, `SERVER_CANCELLED`, `SERVER_UNAVAILABLE`.
   */
  infer(images: Images, options?: InferOptions): Promise<Answer>;

  statistics(): ModelStatistics;
}

export interface InferOptions {
  /** Aborted when nobody waits for the answer any more: a request that still waits leaves the queue. */
  readonly signal?: AbortSignal;
  /** Microseconds in the queue after which the request is given up; the model's default where it is shorter or not given. */
  readonly timeout?: number;
  /** 1 goes first; 0, which is the default, is the model's default level (its lowest). */
  readonly priority?: number;
  /** For how many of each image's best classes to say where the network looked; none unless told. */
  readonly explain?: number;
}
