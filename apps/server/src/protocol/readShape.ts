import { badRequest } from './badRequest.ts';
import { describe } from './describe.ts';

/** @throws ServerError for what is no shape of a tensor that has elements. */
export function readShape(shape: readonly unknown[], name: string): number[] {
  const sizes = shape.map((size) => {
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 1) return size;
    throw badRequest(`expected positive integers for the shape of ${name} but received ${describe(size)}`);
  });
  if (sizes.length === 0) throw badRequest(`expected axes for the shape of ${name} but received none`);
  if (elementsOf(sizes) <= Number.MAX_SAFE_INTEGER) return sizes;
  throw badRequest(
    `expected a shape of at most 2^53 elements for ${name} but received [${sizes.join(', ')}]`,
  );
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
