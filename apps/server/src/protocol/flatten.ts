import { badRequest } from './badRequest.ts';
import { describe } from './describe.ts';
import { elementsOf } from './readShape.ts';

/**
 * The elements of a tensor's `data`, row by row: flat, nested as its shape is, or anything between, such as a row of
 * pixels for each image.
 *
 * @returns as many as the shape says; what they are is not looked at
 */
export function flatten(
  data: unknown,
  { shape, name }: { shape: readonly number[]; name: string },
): unknown[] {
  const flat: unknown[] = [];
  const walk = (level: unknown, axes: readonly number[]): void => {
    const elements = elementsOf(axes);
    const inner = Array.isArray(level) && Array.isArray(level[0]) ? axesWithin(level.length, axes) : [];
    if (!Array.isArray(level) || inner === undefined || (inner.length === 0 && level.length !== elements)) {
      throw badRequest(
        `expected data of the shape [${shape.join(', ')}], nested or flat, for ${name} but received ${describe(level)} where ${elements} elements belong`,
      );
    }
    if (inner.length > 0) for (const each of level) walk(each, inner);
    else for (const element of level) flat.push(element);
  };
  walk(data, shape);
  return flat;
}

/** What is left of the axes when an array of so many arrays stands for the first of them. */
function axesWithin(length: number, axes: readonly number[]): readonly number[] | undefined {
  for (let count = 1; count < axes.length; count++) {
    if (elementsOf(axes.slice(0, count)) === length) return axes.slice(count);
  }
  return undefined;
}
