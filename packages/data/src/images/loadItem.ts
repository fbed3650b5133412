import type { EncodedSample, FileRange, Item, Sample } from '../datasets/sample.ts';
import { decodeImage, type DecodeOptions } from './decodeImage.ts';
import { openImage, PIXEL_LIMIT } from './openImage.ts';
import type { Rectangle, Size } from './geometry.ts';
import { readBytes } from './readBytes.ts';

type LoadOptions = Pick<DecodeOptions, 'channels' | 'limitInputPixels'>;

/**
 * A sample that a dataset gave, read and decoded at its own size if that is still to be done; errors name it.
 *
 * @throws {DataError} `DATA_CANNOT_READ`, or what {@link decodeImage} throws
 */
export async function loadItem(item: Item, options: LoadOptions): Promise<Sample> {
  if (!('encoded' in item)) return item;
  const { name, label } = item;
  return { ...(await decodeImage(await encodedBytes(item), { ...options, name })), label };
}

/** The part of an image that `choose` chooses once its size is known, and the choice. */
export async function loadPart<Choice extends { readonly region: Rectangle }>(
  item: EncodedSample,
  { choose, channels = 3, limitInputPixels = PIXEL_LIMIT }: LoadOptions & { choose: (size: Size) => Choice },
): Promise<{ part: Sample; choice: Choice }> {
  const { name, label } = item;
  const image = await openImage(await encodedBytes(item), { channels, limitInputPixels, name });
  const choice = choose(image);
  return { part: { ...(await image.decode(choice.region)), label }, choice };
}

async function encodedBytes({ encoded }: EncodedSample): Promise<Uint8Array> {
  return isRange(encoded) ? readBytes(encoded) : encoded;
}

function isRange(encoded: Uint8Array | FileRange): encoded is FileRange {
  return 'path' in encoded;
}
