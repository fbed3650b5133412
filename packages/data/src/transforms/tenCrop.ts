import { checkInteger, invalidOption } from '../check.ts';
import { centreSquare, type Size } from '../images/geometry.ts';
import { crop } from './operations/crop.ts';
import { mirror } from './operations/mirror.ts';
import { described, type MultiTransform } from './transform.ts';

/**
 * Cuts out the four corners (top left, top right, bottom left, bottom right) and the middle, then the same five of the
 * mirrored sample, in the order of torchvision's `TenCrop`.
 *
 * @param size the side of the squares in pixels
 * @throws {DataError} `DATA_INVALID_OPTION`, also for a sample that is smaller
 */
export function tenCrop(size: number): MultiTransform {
  checkInteger('size', size, { min: 1 });
  return described('tenCrop', size, (sample) => {
    requireAtLeast(sample, size);
    return [sample, mirror(sample)].flatMap((side) =>
      fiveSquares(side, size).map((square) => crop(side, square)),
    );
  });
}

function fiveSquares(sample: Size, size: number) {
  const [bottom, right] = [sample.height - size, sample.width - size];
  const corners = [
    [0, 0],
    [0, right],
    [bottom, 0],
    [bottom, right],
  ] as const;
  const square = { height: size, width: size };
  return [...corners.map(([top, left]) => ({ top, left, ...square })), centreSquare(sample, size)];
}

function requireAtLeast({ height, width }: Size, size: number): void {
  if (height < size || width < size) throw invalidOption('size', `at most ${Math.min(height, width)}`, size);
}
