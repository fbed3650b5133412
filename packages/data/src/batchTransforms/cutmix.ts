import { checkInteger, checkNumber } from '../check.ts';
import type { Rectangle, Size } from '../images/geometry.ts';
import type { Random } from '../random/random.ts';
import type { BatchTransform, MixableBatch } from './batchTransform.ts';
import { mixLabels, mixPixels } from './mix.ts';
import type { MixupOptions } from './mixup.ts';

/**
 * Pastes a rectangle of another sample into every one, all at one place: Yun et al. 2019, as torchvision's `CutMix`. The
 * shares are those of the area.
 *
 * @throws {DataError} `DATA_INVALID_OPTION`
 */
export function cutmix(options: MixupOptions): BatchTransform {
  const { classes, alpha = 1 } = options;
  checkInteger('classes', classes, { min: 1 });
  checkNumber('alpha', alpha, { min: Number.MIN_VALUE });
  const mix = (batch: MixableBatch, random: Random): Float32Array => {
    const [, height, width] = batch.shape;
    const place = drawRectangle({ height, width }, 1 - random.beta(alpha), random);
    paste(batch, place);
    return mixLabels(batch, 1 - (place.height * place.width) / (height * width), classes);
  };
  return Object.assign(mix, { classes, description: { name: 'cutmix', options } });
}

/** A rectangle of about `area` of the whole around a point drawn uniformly, cut at the rim. */
function drawRectangle({ height, width }: Size, area: number, random: Random): Rectangle {
  const [x, y] = [random.int(width), random.int(height)];
  const half = 0.5 * Math.sqrt(area);
  const [halfWidth, halfHeight] = [Math.trunc(half * width), Math.trunc(half * height)];
  const [left, top] = [Math.max(0, x - halfWidth), Math.max(0, y - halfHeight)];
  return {
    left,
    top,
    width: Math.min(width, x + halfWidth) - left,
    height: Math.min(height, y + halfHeight) - top,
  };
}

function paste(batch: MixableBatch, place: Rectangle): void {
  const [, , width, channels] = batch.shape;
  mixPixels(batch, (sample, partner) => {
    for (let y = place.top; y < place.top + place.height; y++) {
      const from = (y * width + place.left) * channels;
      sample.set(partner.subarray(from, from + place.width * channels), from);
    }
  });
}
