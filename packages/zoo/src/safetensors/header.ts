import { visit, printParseErrorCode } from 'jsonc-parser';
import { z } from 'zod';
import { ZooError } from '../errors.ts';
import { dtypeBytes, isDtype, type Dtype } from './dtype.ts';

/** The format's own limit on the length of the JSON. */
export const MOST_HEADER_BYTES = 100_000_000;

/** Bytes before the JSON: its length. */
export const PREFIX_BYTES = 8;

export interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Where its bytes are, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(64),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

const metadataSchema = z.record(z.string(), z.string());

/** @throws ZooError when the first 8 bytes of `file` announce a header that it cannot hold. */
export function headerLength(prefix: Uint8Array, fileBytes: number, file: string): number {
  if (prefix.length < PREFIX_BYTES) {
    throw badFile(file, `at least ${PREFIX_BYTES} bytes but it has ${prefix.length}`);
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset, PREFIX_BYTES).getBigUint64(0, true);
  if (length > BigInt(MOST_HEADER_BYTES)) {
    throw badFile(
      file,
      `a header of at most ${MOST_HEADER_BYTES} bytes but it announces ${length}; it is no safetensors file`,
    );
  }
  if (PREFIX_BYTES + Number(length) > fileBytes) {
    throw badFile(
      file,
      `a header of ${length} bytes but the file ends after ${fileBytes}; it is truncated or no safetensors file`,
    );
  }
  return Number(length);
}

/**
 * The header's JSON, held to every rule of the format before anything is read or allocated.
 *
 * @param dataBytes how many bytes follow the header
 * @throws ZooError naming the rule and the tensor.
 */
export function parseHeader(json: Uint8Array, dataBytes: number, file: string): Header {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(json);
  } catch {
    throw badFile(file, 'a header in UTF-8 but it is not');
  }
  checkSyntax(text, file);
  const top: unknown = JSON.parse(text);
  if (typeof top !== 'object' || top === null || Array.isArray(top))
    throw badFile(file, 'an object as header but it is none');

  let metadata = new Map<string, string>();
  const tensors = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(top)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) throw badFile(file, 'strings alone in __metadata__ but it holds something else');
      metadata = new Map(Object.entries(parsed.data));
    } else {
      tensors.set(name, parseEntry(name, value, file));
    }
  }
  checkOffsets(tensors, dataBytes, file);
  return { metadata, tensors };
}

/** JSON.parse keeps the last of two equal names without a word, so names are counted here. */
function checkSyntax(text: string, file: string): void {
  const seen = new Set<string>();
  let depth = 0;
  visit(
    text,
    {
      onObjectBegin: () => void depth++,
      onObjectEnd: () => void depth--,
      onObjectProperty: (name) => {
        if (depth !== 1) return;
        if (seen.has(name)) throw badFile(file, `each name once but it has '${name}' twice`);
        seen.add(name);
      },
      onError: (error, offset) => {
        throw badFile(file, `a header in JSON but it has ${printParseErrorCode(error)} at byte ${offset}`);
      },
    },
    { disallowComments: true },
  );
}

function parseEntry(name: string, value: unknown, file: string): TensorEntry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badFile(
      file,
      `a dtype, a shape and two data_offsets for '${name}' but ${issue!.path.join('.')} is wrong: ${issue!.message}`,
    );
  }
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  if (!isDtype(dtype)) throw badFile(file, `a dtype of the format for '${name}' but it is '${dtype}'`);
  const bytes = shape.reduce((product, size) => product * size, 1) * dtypeBytes[dtype];
  const [begin, end] = offsets;
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes) {
    throw badFile(
      file,
      `${bytes} bytes for '${name}' (${dtype} [${shape.join(', ')}]) but data_offsets give it ${end - begin}`,
    );
  }
  return { dtype, shape, begin, end };
}

function checkOffsets(tensors: ReadonlyMap<string, TensorEntry>, dataBytes: number, file: string): void {
  const byPlace = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const [name, entry] of byPlace) {
    if (entry.begin !== end)
      throw badFile(file, `'${name}' to begin at byte ${end} of the data but it begins at ${entry.begin}`);
    end = entry.end;
  }
  if (end !== dataBytes) {
    throw badFile(
      file,
      `${end} bytes of data but it has ${dataBytes}; ${end > dataBytes ? 'it is truncated' : 'something was appended'}`,
    );
  }
}

export function badFile(file: string, problem: string): ZooError {
  return new ZooError('ZOO_BAD_FILE', `expected in ${file} ${problem}`);
}
