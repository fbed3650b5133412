import type { Images } from '../service/images.ts';
import type { OutputName } from './modelTensors.ts';

/** A request to infer, read and checked; plain data. */
export interface InferRequest {
  readonly id?: string;
  readonly images: Images;
  readonly outputs: readonly WantedOutput[];
  /** Microseconds. */
  readonly timeout?: number;
  readonly priority?: number;
}

export interface WantedOutput {
  readonly name: OutputName;
  /** Whether its values follow the JSON in binary. */
  readonly binary: boolean;
  /** So many of the best classes, as text, in place of all values. */
  readonly classes?: number;
}
