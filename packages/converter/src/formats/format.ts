import type { ByteSource } from '../bytes/source.ts';
import type { WeightTensor } from '../tensors.ts';

export type FormatName = 'torch7' | 'pytorch' | 'safetensors' | 'mxnet' | 'caffe' | 'keras' | 'onnx' | 'tfjs';

/** The attribute that says what side the images of a program have. */
export const INPUT_SIZE = 'input/size';

/** Something that a file says beside its arrays. */
export type Attribute = string | number | boolean | readonly number[];

/** An operation of a file that holds a whole program. */
export interface Operation {
  readonly type: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What a file holds. */
export interface Contents {
  /** In the order of the file, under the names that it gives them. */
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  /** Settings by the path of what they belong to, such as `bn0/epsilon`; written by a slash. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Free texts, ours among them. */
  readonly metadata?: ReadonlyMap<string, string>;
  /** How filters lie: [out, in, height, width] unless told, or [height, width, in, out]. */
  readonly layout?: 'OIHW' | 'HWIO';
  /** In the order of computation, where the file is a program. */
  readonly operations?: readonly Operation[];
  readonly notes?: readonly string[];
}

/** Other files that belong to one, by their names; none but those beside it. */
export interface Companions {
  /** @throws ConverterError when the name leads elsewhere, or there is no such file. */
  open(name: string): ByteSource;
  /** The file that describes the network (a prototxt, an MXNet symbol), where there is one. */
  readonly description: ByteSource | undefined;
}

/** A way to write arrays into files. Adding one is one file like this one's neighbours, and a line in `index.ts`. */
export interface Format {
  readonly name: FormatName;
  readonly title: string;
  /** Whether the bytes look like it, whatever the file is called. */
  recognises(source: ByteSource): boolean;
  /** Reads what describes the arrays, checks it against the bytes that are there, and leaves the numbers. */
  read(source: ByteSource, companions: Companions): Promise<Contents>;
}

/** The first bytes of a source, as many as it has. */
export function head(source: ByteSource, length: number): Uint8Array {
  return source.bytes(0, Math.min(length, source.size));
}

export function startsWith(source: ByteSource, bytes: readonly number[]): boolean {
  const first = head(source, bytes.length);
  return first.length === bytes.length && bytes.every((byte, i) => first[i] === byte);
}
