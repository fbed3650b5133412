import {
  cutRegion,
  DataError,
  decodeImage,
  readImageHeader,
  shownRegion,
  type Orientation,
} from '@resnext/data';
import type { ImageOptions } from '@resnext/zoo';
import { ServerError } from '../errors.ts';
import type { Frame } from '../service/answer.ts';
import { movable } from '../threads/movable.ts';
import { moveBack } from '../threads/moveBack.ts';
import { toPlainError, type PlainError } from '../threads/plainError.ts';

/** What a thread that decodes is asked for. */
export interface FileTask {
  readonly bytes: Uint8Array;
  /** What errors call the file. */
  readonly name: string;
  readonly options: ImageOptions;
  readonly maxPixels: number;
}

/** A file as the network sees it, and how that lies on the image. */
export interface DecodedFile {
  readonly pixels: Uint8Array;
  readonly frame: Frame;
  readonly orientation: Orientation;
}

export type FileOutcome = DecodedFile | { readonly error: PlainError };

/** Decodes one file, on a thread of the decoder; its pixels are moved to whoever asked. */
export async function decodeFile(task: FileTask): Promise<FileOutcome> {
  try {
    const decoded = await decode(task);
    return moveBack(decoded, [decoded.pixels.buffer]);
  } catch (error) {
    return { error: toPlainError(asRequestError(error)) };
  }
}

async function decode({ bytes, name, options, maxPixels }: FileTask): Promise<DecodedFile> {
  const { pixels } = await decodeImage(bytes, { ...options, limitInputPixels: maxPixels, name });
  const header = await readImageHeader(bytes);
  const { left: x, top: y, width, height } = shownRegion(cutRegion(header, options), header);
  return { pixels: movable(pixels), frame: { x, y, width, height }, orientation: header.orientation };
}

function asRequestError(error: unknown): unknown {
  if (!(error instanceof DataError)) return error;
  const [sentence] = error.message.split(': ');
  const message = error.code === 'DATA_IMAGE_TOO_LARGE' ? `${sentence}: send a smaller image` : error.message;
  return new ServerError('SERVER_BAD_REQUEST', message);
}
