import { badRequest } from './badRequest.ts';
import { describe } from './describe.ts';

/** A body of the binary extension: JSON, and the tensors' bytes after it. */
export interface SplitBody {
  readonly json: Uint8Array;
  readonly binary: Uint8Array;
}

/** @param headerLength - how many bytes the JSON has; without it all is JSON */
export function splitBody(body: Uint8Array, headerLength: number | undefined): SplitBody {
  const length = headerLength ?? body.length;
  if (length <= body.length) return { json: body.subarray(0, length), binary: body.subarray(length) };
  throw badRequest(
    `expected a body of at least the ${length} bytes that Inference-Header-Content-Length says but received ${body.length}`,
  );
}

/** Reads the header `Inference-Header-Content-Length`. */
export function readHeaderLength(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const length = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(length)) return length;
  throw badRequest(
    `expected a number of bytes for Inference-Header-Content-Length but received ${describe(text)}`,
  );
}
