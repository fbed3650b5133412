import { ZooError } from '../errors.ts';

/** Bottlenecks by stage of the ImageNet networks, by depth (arXiv 1512.03385, table 1, and its successors). */
const imagenetBlocks: Readonly<Record<number, readonly number[]>> = {
  26: [2, 2, 2, 2],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
  200: [3, 24, 36, 3],
};

export const imagenetWidths = [64, 128, 256, 512];

export const cifarWidths = [64, 128, 256];

/**
 * @param depth layers with weights: three a bottleneck, the first convolution and the linear layer
 * @throws ZooError when no network of that depth is defined for the stem.
 */
export function blocksOfDepth(depth: number, stem: 'imagenet' | 'cifar'): number[] {
  if (stem === 'cifar') {
    // Three stages of three convolutions a block.
    const blocks = (depth - 2) / 9;
    if (Number.isSafeInteger(blocks) && blocks >= 1) return [blocks, blocks, blocks];
    throw new ZooError(
      'ZOO_BAD_ROW',
      `expected a depth of 9n + 2 (11, 20, 29, 38, 47, 56, ...) for a CIFAR network but received ${depth}`,
    );
  }
  const blocks = imagenetBlocks[depth];
  if (blocks) return [...blocks];
  const known = Object.keys(imagenetBlocks).join(', ');
  throw new ZooError(
    'ZOO_BAD_ROW',
    `expected a depth of ${known} for an ImageNet network but received ${depth}; give the blocks of each stage instead`,
  );
}

/** Layers with weights: the inverse of {@link blocksOfDepth}. */
export function depthOfBlocks(blocks: readonly number[]): number {
  return 3 * blocks.reduce((sum, n) => sum + n, 0) + 2;
}
