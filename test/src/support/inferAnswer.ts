import { gunzipSync, inflateSync } from 'node:zlib';
import type { WireAnswer } from './wire.ts';

/** The JSON part of an answer to `infer`. */
export interface InferDocument {
  readonly model_name: string;
  readonly model_version?: string;
  readonly id?: string;
  readonly outputs: readonly InferOutput[];
}

export interface InferOutput {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data?: readonly (number | string)[];
  readonly parameters?: { readonly binary_data_size?: number };
}

/** What `infer` answered: its JSON part, and the numbers or strings of each output wherever they stood. */
export interface InferAnswer {
  readonly document: InferDocument;
  readonly tensors: ReadonlyMap<string, Float32Array | readonly string[]>;
}

/** @throws Error when lengths and data do not fit together */
export function readInferAnswer(answer: WireAnswer): InferAnswer {
  const bytes = bodyOf(answer);
  const json = Number(answer.headers.get('inference-header-content-length') ?? bytes.length);
  const document = JSON.parse(bytes.toString('utf8', 0, json)) as InferDocument;
  const tensors = new Map<string, Float32Array | readonly string[]>();
  let at = json;
  for (const { name, datatype, data, parameters } of document.outputs) {
    const size = parameters?.binary_data_size;
    if (size === undefined) {
      tensors.set(name, datatype === 'BYTES' ? (data as string[]) : Float32Array.from(data as number[]));
      continue;
    }
    const raw = bytes.subarray(at, at + size);
    at += size;
    tensors.set(name, datatype === 'BYTES' ? stringsOf(raw) : floatsOf(raw));
  }
  if (at !== bytes.length) throw new Error(`expected ${at} bytes in the answer but received ${bytes.length}`);
  return { document, tensors };
}

/** The body, decompressed. */
export function bodyOf({ headers, body }: WireAnswer): Buffer {
  const encoding = headers.get('content-encoding');
  if (encoding === 'gzip') return gunzipSync(body);
  return encoding === 'deflate' ? inflateSync(body) : body;
}

function floatsOf(raw: Buffer): Float32Array {
  return Float32Array.from({ length: raw.length / 4 }, (_, index) => raw.readFloatLE(4 * index));
}

/** Each with its length, four bytes, before it. */
function stringsOf(raw: Buffer): string[] {
  const strings = [];
  for (let at = 0; at < raw.length;) {
    const end = at + 4 + raw.readUInt32LE(at);
    strings.push(raw.toString('utf8', at + 4, end));
    at = end;
  }
  return strings;
}
