import { softmax, topK } from '@resnext/evaluator';
import { writeBytesTensor } from './bytesTensor.ts';
import type { InferRequest, WantedOutput } from './inferRequest.ts';
import type { OutputName } from './modelTensors.ts';

/** Who answers what. */
export interface InferAnswer {
  readonly name: string;
  readonly version: string;
  readonly labels: readonly string[];
  /** [count, classes] */
  readonly logits: Float32Array;
  readonly count: number;
}

export interface InferResponse {
  readonly body: Uint8Array;
  /** Where the JSON ends and binary data begins; undefined where all is JSON. */
  readonly headerLength?: number;
}

/** The answer to a request, in the form that it asked for. */
export function writeInferResponse(
  request: Pick<InferRequest, 'id' | 'outputs'>,
  answer: InferAnswer,
): InferResponse {
  const binary: Uint8Array[] = [];
  const outputs = request.outputs.map((wanted) => {
    const { values, ...tensor } = tensorOf(wanted, answer);
    if (!wanted.binary) return { ...tensor, data: Array.from<number | string>(values) };
    const bytes =
      typeof values[0] === 'string' ? writeBytesTensor(values as string[]) : bytesOf(values as Float32Array);
    binary.push(bytes);
    return { ...tensor, parameters: { binary_data_size: bytes.length } };
  });
  const { id } = request;
  const json = Buffer.from(
    JSON.stringify({
      model_name: answer.name,
      model_version: answer.version,
      ...(id !== undefined && { id }),
      outputs,
    }),
  );
  if (binary.length === 0) return { body: json };
  return { body: Buffer.concat([json, ...binary]), headerLength: json.length };
}

interface Tensor {
  readonly name: OutputName;
  readonly datatype: 'FP32' | 'BYTES';
  readonly shape: readonly number[];
  readonly values: Float32Array | readonly string[];
}

function tensorOf({ name, classes: k }: WantedOutput, { logits, count, labels }: InferAnswer): Tensor {
  const classes = labels.length;
  const rows = Array.from({ length: count }, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    return name === 'logits' ? own : softmax(own);
  });
  if (k !== undefined) {
    const values = rows.flatMap((row) =>
      topK(row, k).map(({ index, value }) => `${value.toFixed(6)}:${index}:${labels[index]}`),
    );
    return { name, datatype: 'BYTES', shape: [count, Math.min(k, classes)], values };
  }
  return {
    name,
    datatype: 'FP32',
    shape: [count, classes],
    values: name === 'logits' ? logits : joined(rows),
  };
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const [first] = rows;
  if (rows.length === 1) return first!;
  const all = new Float32Array(rows.length * first!.length);
  for (const [index, row] of rows.entries()) all.set(row, index * first!.length);
  return all;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
