import type { Images } from '../service/images.ts';
import { badRequest } from './badRequest.ts';
import { readBytesTensor } from './bytesTensor.ts';
import { decodeBase64 } from './decodeBase64.ts';
import { describe } from './describe.ts';
import { flatten } from './flatten.ts';
import { imageShape, type ModelTensors } from './modelTensors.ts';
import { elementsOf, readShape } from './readShape.ts';

/** A tensor as it came. */
export interface InputTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly unknown[];
  /** In the JSON; undefined where it is in binary. */
  readonly data?: unknown;
  readonly binary?: Uint8Array;
}

/** @throws ServerError `SERVER_BAD_REQUEST` for a tensor that is no images of the model. */
export function readInput(input: InputTensor, tensors: ModelTensors): Images {
  const shape = readShape(input.shape, input.name);
  switch (input.datatype) {
    case 'FP32': {
      const { layout } = tensors;
      const values = readFloats(input, checkShape(shape, input, imageShape(tensors, layout)));
      return { kind: 'normalised', layout, shape: four(shape), values };
    }
    case 'UINT8':
      return {
        kind: 'pixels',
        shape: four(shape),
        values: readPixels(input, checkShape(shape, input, imageShape(tensors, 'NHWC'))),
      };
    case 'BYTES':
      return { kind: 'encoded', files: readFiles(input, checkList(shape, input)) };
    default:
      throw badRequest(
        `expected FP32 (normalised), UINT8 (pixels) or BYTES (image files) for the datatype of ${input.name} but received ${describe(input.datatype)}`,
      );
  }
}

type Shape4 = [number, number, number, number];

/** A shape that was checked to have four axes. */
function four(shape: readonly number[]): Shape4 {
  return [shape[0]!, shape[1]!, shape[2]!, shape[3]!];
}

function checkShape(
  shape: readonly number[],
  { name, datatype }: InputTensor,
  image: readonly number[],
): readonly number[] {
  if (shape.length === 4 && image.every((size, axis) => shape[axis + 1] === size)) return shape;
  throw badRequest(
    `expected the shape [-1, ${image.join(', ')}] for ${name} of ${datatype} but received [${shape.join(', ')}]`,
  );
}

function checkList(shape: readonly number[], { name }: InputTensor): readonly number[] {
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return shape;
  throw badRequest(
    `expected the shape [-1] or [-1, 1] for ${name} of BYTES but received [${shape.join(', ')}]`,
  );
}

function readFloats(input: InputTensor, shape: readonly number[]): Float32Array {
  const { binary } = input;
  if (binary) {
    checkSize(input, binary, shape, Float32Array.BYTES_PER_ELEMENT);
    return floatsOf(binary);
  }
  return Float32Array.from(elementsIn(input, shape), (element) => {
    if (typeof element === 'number') return element;
    throw badRequest(`expected numbers in the data of ${input.name} but received ${describe(element)}`);
  });
}

/** Floats where they lie, or a copy where that is no place for floats. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / Float32Array.BYTES_PER_ELEMENT,
  );
}

function readPixels(input: InputTensor, shape: readonly number[]): Uint8Array {
  const { binary } = input;
  if (binary) {
    checkSize(input, binary, shape, 1);
    return binary;
  }
  return Uint8Array.from(elementsIn(input, shape), (element) => {
    if (typeof element === 'number' && Number.isInteger(element) && element >= 0 && element <= 255)
      return element;
    throw badRequest(
      `expected integers from 0 to 255 in the data of ${input.name} but received ${describe(element)}`,
    );
  });
}

function readFiles(input: InputTensor, shape: readonly number[]): Uint8Array[] {
  if (input.binary) return readBytesTensor(input.binary, elementsOf(shape), input.name);
  return elementsIn(input, shape).map((element, index) =>
    decodeBase64(element, `element ${index} of ${input.name}`),
  );
}

function elementsIn({ name, data }: InputTensor, shape: readonly number[]): unknown[] {
  if (data !== undefined) return flatten(data, { shape, name });
  throw badRequest(
    `expected data, or binary_data_size among the parameters, for ${name} but received neither`,
  );
}

function checkSize(
  { name, datatype }: InputTensor,
  binary: Uint8Array,
  shape: readonly number[],
  bytesPerElement: number,
): void {
  const expected = elementsOf(shape) * bytesPerElement;
  if (binary.length === expected) return;
  throw badRequest(
    `expected ${expected} bytes, [${shape.join(', ')}] of ${datatype}, for ${name} but received ${binary.length}`,
  );
}
