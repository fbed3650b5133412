import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../datasets/sample.ts';
import type { Interpolation } from '../images/filter.ts';
import type { Rectangle } from '../images/geometry.ts';
import { Random } from '../random/random.ts';
import { crop } from './operations/crop.ts';
import { adjustHue } from './operations/hue.ts';
import { requireBytes } from './operations/requireBytes.ts';
import { resizeSample } from './operations/resizeSample.ts';
import { randAugmentSpace } from './randAugment.ts';
import { tenCrop } from './tenCrop.ts';
import { trivialAugmentSpace } from './trivialAugmentWide.ts';

interface EncodedImage {
  height: number;
  width: number;
  pixels: string;
}

interface Golden {
  source: EncodedImage;
  operations: {
    space: 'randAugment' | 'trivialAugmentWide';
    operation: string;
    level: number;
    image: EncodedImage;
  }[];
  hue: { shift: number; image: EncodedImage }[];
  resizedCrop: { region: Rectangle; interpolation: Interpolation; image: EncodedImage }[];
  tenCrop: EncodedImage[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../test-assets/torchvision.json', import.meta.url), 'utf8'),
) as Golden;
const spaces = { randAugment: randAugmentSpace, trivialAugmentWide: trivialAugmentSpace };

function decode({ height, width, pixels }: EncodedImage): Sample {
  return { pixels: new Uint8Array(Buffer.from(pixels, 'base64')), height, width, channels: 3, label: 0 };
}

const source = requireBytes('test', decode(golden.source));

describe('as torchvision with Pillow, bit for bit:', () => {
  it.each(golden.operations)('$operation of $space at level $level', ({ space, operation, level, image }) => {
    expect(spaces[space][operation]!.apply(source, level)).toEqual(decode(image));
  });

  it('knows all operations, and no other', () => {
    for (const [space, operations] of Object.entries(spaces)) {
      const named = golden.operations
        .filter((each) => each.space === space)
        .map(({ operation }) => operation);
      expect(new Set(named)).toEqual(new Set(Object.keys(operations)));
    }
  });

  it.each(golden.hue)('hue by $shift', ({ shift, image }) => {
    expect(adjustHue(source, shift)).toEqual(decode(image));
  });

  it.each(golden.resizedCrop)(
    'resized crop $interpolation of $region',
    ({ region, interpolation, image }) => {
      const { height, width } = image;
      expect(resizeSample(crop(source, region), { height, width }, interpolation)).toEqual(decode(image));
    },
  );

  it('ten crops, in their order', () => {
    expect(tenCrop(11)(source, Random.from(0))).toEqual(golden.tenCrop.map(decode));
  });
});
