import { fileSize, sentence } from '../format.ts';
import type { Classification } from './classification.ts';
import { request, RequestError } from './request.ts';

const CLASSES = 5;

/** More than most pictures have: what else does not arrive, may be more than the server takes. */
const LARGE_FILE = 16e6;

export interface ClassifyOptions {
  /** The server's own choice unless given. */
  readonly model?: { readonly name: string; readonly version: string };
  readonly signal?: AbortSignal;
}

type Result = Pick<Classification, 'predictions' | 'frame'> | { readonly error: string };

/**
 * What a model sees in an image, which is sent as the file that it is.
 *
 * @throws RequestError with a sentence about this file
 */
export async function classify(file: File, { model, signal }: ClassifyOptions): Promise<Classification> {
  const query = new URLSearchParams({ top: `${CLASSES}`, explain: `${CLASSES}` });
  if (model) {
    query.set('model', model.name);
    query.set('version', model.version);
  }
  const { results, ...about } = await request<Classification & { results: readonly Result[] }>(
    `/v1/classify?${query.toString()}`,
    { method: 'POST', body: file, headers: { 'Content-Type': mediaType(file) }, signal },
  ).catch(async (error: unknown) => {
    throw error instanceof RequestError ? await withFile(error, file) : error;
  });
  const [result] = results;
  if (!result) throw new RequestError('The server answered for no image. Try again.');
  if ('error' in result) throw new RequestError(sentence(result.error));
  return { ...about, ...result };
}

/** A file that is no image is the server's to judge, and must not be taken for a request of another form. */
function mediaType(file: File): string {
  return file.type.startsWith('image/') ? file.type : 'application/octet-stream';
}

async function withFile(error: RequestError, file: File): Promise<RequestError> {
  const size = fileSize(file.size);
  if (error.status === 413) return new RequestError(`${error.message} This file has ${size}.`, 413);
  if (error.status !== undefined) return error;
  // The browser tells a file that it cannot read, a folder for one, and a server that is gone, in the same way.
  const readable = await file
    .slice(0, 1)
    .arrayBuffer()
    .catch(() => undefined);
  if (!readable) return new RequestError('This file cannot be read. Is it a folder, or was it moved?');
  if (file.size < LARGE_FILE) return error;
  return new RequestError(`${error.message} Or is this file, of ${size}, more than it takes?`);
}
