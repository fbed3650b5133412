import type { ModelRow } from '@resnext/zoo';
import type { ServerError } from '../errors.ts';
import type { Explanation } from './answer.ts';
import type { NormalisedImages, PixelImages } from './images.ts';

/** Computes batches on a thread of its own, one after the other; the thread that asks is never held up. */
export interface Engine {
  /** Which backend computes, for people: `native (avx512, 2 threads)`. */
  readonly backend: string;

  /** Resolves when the thread ends of its own accord, to the error with which everything then fails; never rejects. */
  readonly failed: Promise<ServerError>;

  /**
   * Reads a weights file and folds the network; while it does, the weights are in memory twice. Batches are computed
   * meanwhile.
   *
   * @throws ServerError `SERVER_BAD_REQUEST`, saying what is wrong with the file.
   */
  load(path: string, options?: LoadOptions): Promise<EngineModel>;

  /** Ends the thread when what was asked is answered. */
  close(): Promise<void>;
}

export interface LoadOptions {
  /**
   * Sizes of batches to compute before the network is ready, so that the first requests are as quick as others;
   * 1 unless told.
   */
  readonly warmUp?: readonly number[];
}

/** A network in the engine. */
export interface EngineModel {
  readonly row: ModelRow;

  /**
   * Computes one batch of requests' images; their values may be moved to the other thread, and are then gone here.
   *
   * @throws ServerError `SERVER_BAD_REQUEST` for images that are not of one size, or not the network's.
   */
  run(parts: readonly BatchPart[]): Promise<BatchAnswer>;

  /** Frees the network's memory, after the batches that were asked for. */
  unload(): Promise<void>;
}

/** The images of one request in a batch; files are decoded before. */
export interface BatchPart {
  readonly images: PixelImages | NormalisedImages;
  /** For how many classes an explanation is wanted. */
  readonly explain?: number;
}

export interface BatchAnswer {
  /** [images of all parts, classes]. */
  readonly logits: Float32Array;
  /** By part; empty for those that want none. Without frames, which only files have. */
  readonly explanations: readonly (readonly Explanation[])[];
  /** Nanoseconds. */
  readonly durations: { readonly input: number; readonly infer: number; readonly output: number };
}
