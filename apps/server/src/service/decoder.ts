import type { Orientation } from '@resnext/data';
import type { ModelRow } from '@resnext/zoo';
import type { Frame } from './answer.ts';
import type { PixelImages } from './images.ts';

/** Decodes image files on other threads. */
export interface Decoder {
  /**
   * Files as the network's row wants them: resized and cropped as `resnext classify` does, to the bit.
   *
   * @throws ServerError `SERVER_BAD_REQUEST` for a file that is no image or has more pixels than allowed, saying which;
   *   `SERVER_CANCELLED` when the signal is aborted; `SERVER_QUEUE_FULL` when too many files wait.
   */
  decode(files: readonly Uint8Array[], options: DecodeFilesOptions): Promise<DecodedFiles>;

  close(): Promise<void>;
}

export interface DecodeFilesOptions {
  readonly row: ModelRow;
  readonly maxPixels: number;
  readonly signal?: AbortSignal;
}

export interface DecodedFiles {
  readonly images: PixelImages;
  /** Of each file, what the network sees of it. */
  readonly frames: readonly Frame[];
  /** How each file is to be shown; the network sees all as they are stored. `placeOnImage` turns explanations. */
  readonly orientations: readonly Orientation[];
}
