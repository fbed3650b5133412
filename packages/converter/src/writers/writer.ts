import type { ModelRow, StateDict } from '@resnext/zoo';

export type WriterName = 'safetensors' | 'pytorch' | 'onnx' | 'tfjs';

export interface Writable {
  readonly row: ModelRow;
  readonly weights: StateDict;
  /** Texts that the file carries, the row among them. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface WriteOptions {
  /** How TensorFlow.js, which has no grouped convolution, is to compute one. */
  readonly groups?: 'split' | 'block-diagonal';
}

/** A way to write a model down. Adding one is one file like this one's neighbours. */
export interface Writer {
  readonly name: WriterName;
  readonly title: string;
  /** How such files are called. */
  readonly endings: readonly string[];
  /** @throws ConverterError or ZooError when it cannot be written; what was there before is then still there. */
  write(path: string, model: Writable, options: WriteOptions): Promise<void>;
}
