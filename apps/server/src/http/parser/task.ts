import type { ImageFile } from '../../protocol/imageFile.ts';
import type { InferRequest } from '../../protocol/inferRequest.ts';
import type { ModelTensors } from '../../protocol/modelTensors.ts';
import { parseImageFiles } from '../../protocol/parseImageFiles.ts';
import { parseInferRequest } from '../../protocol/parseInferRequest.ts';

/** A body to read, on this thread or on another. */
export type ParseTask = InferTask | ImageFilesTask;

export interface InferTask {
  readonly kind: 'infer';
  readonly body: Uint8Array;
  readonly headerLength: number | undefined;
  readonly tensors: ModelTensors;
}

export interface ImageFilesTask {
  readonly kind: 'imageFiles';
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
}

export type Parsed = InferRequest | ImageFile[];

export async function parseTask(task: ParseTask): Promise<Parsed> {
  return task.kind === 'infer'
    ? parseInferRequest(task.body, task.headerLength, task.tensors)
    : parseImageFiles(task.body, task.contentType);
}

/** Above this, memory of its own is behind a value; below it is Node's, which is shared and stays where it is. */
const POOLED_BYTES = 8192;

/** The memory behind what was read, which can move with it to another thread. */
export function buffersOf(parsed: Parsed): ArrayBuffer[] {
  const parts = Array.isArray(parsed) ? parsed.map(({ bytes }) => bytes) : imagesOf(parsed);
  const buffers = new Set(parts.map(({ buffer }) => buffer as ArrayBuffer));
  return [...buffers].filter(({ byteLength }) => byteLength > POOLED_BYTES);
}

function imagesOf({ images }: InferRequest): readonly (Uint8Array | Float32Array)[] {
  return images.kind === 'encoded' ? images.files : [images.values];
}
