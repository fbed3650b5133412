import type { Layout } from './images.ts';

/** How a model is served: its `config.yaml`, with defaults. Names are Triton's. */
export interface ModelSettings {
  /** The most images of a batch, and of a request. */
  readonly max_batch_size: number;
  readonly dynamic_batching: {
    /** Sizes at which a batch need not wait for more; empty: `max_batch_size` alone. */
    readonly preferred_batch_size: readonly number[];
    /** How long a batch may wait for more images, in microseconds. */
    readonly max_queue_delay_microseconds: number;
    /** The most images that wait; more are refused. */
    readonly max_queue_size: number;
    /** How long a request may wait, in microseconds; 0: for ever. */
    readonly default_timeout_microseconds: number;
  };
  readonly input: {
    /** The axes of FP32 images. */
    readonly layout: Layout;
    /** The most pixels of an image file. */
    readonly max_pixels: number;
  };
  /** A file with a name a line, beside `config.yaml`; else the weights' own names. */
  readonly labels?: string;
  /** Which versions are served. */
  readonly version_policy: { readonly latest: number } | { readonly specific: readonly string[] } | 'all';
}
