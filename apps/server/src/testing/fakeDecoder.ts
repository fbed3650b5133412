import { ServerError } from '../errors.ts';
import type { DecodedFiles, Decoder } from '../service/decoder.ts';

/** Decodes files, photographs that are upside down, whose first byte is the value of all pixels; none is one of 0. */
export const fakeDecoder: Decoder = {
  async decode(files, { row }): Promise<DecodedFiles> {
    const broken = files.findIndex(([value]) => !value);
    if (broken >= 0) throw new ServerError('SERVER_BAD_REQUEST', `expected an image for file ${broken + 1}`);
    const { inputSize } = row.preprocessing;
    const pixels = inputSize * inputSize * row.channels;
    const values = Uint8Array.from(files.flatMap(([value]) => new Array<number>(pixels).fill(value!)));
    return {
      images: { kind: 'pixels', shape: [files.length, inputSize, inputSize, row.channels], values },
      frames: files.map(() => ({ x: 0, y: 0, width: 2, height: 2 })),
      orientations: files.map(() => 3 as const),
    };
  },

  async close() {},
};
