import { concat, tensor4d, tidy, type Tensor4D } from '@tensorflow/tfjs-core';
import { prepareBatch, type Preprocessing } from '@resnext/zoo';
import type { BatchPart } from '../service/engine.ts';
import type { NormalisedImages, PixelImages } from '../service/images.ts';
import { sizeOf } from './sizeOf.ts';

type PartImages = BatchPart['images'];

/** Puts the images of requests together into what a network takes: [images of all parts, H, W, C], normalised. */
export function uploadBatch(parts: readonly BatchPart[], preprocessing: Preprocessing): Tensor4D {
  return tidy(() => {
    const tensors = neighboursAlike(parts.map(({ images }) => images)).map((images) =>
      arePixels(images) ? uploadPixels(images, preprocessing) : uploadNormalised(images),
    );
    return tensors.length === 1 ? tensors[0]! : concat(tensors, 0);
  });
}

/** Parts of one kind that stand side by side go up together. */
function neighboursAlike(images: readonly PartImages[]): PartImages[][] {
  const groups: PartImages[][] = [];
  for (const each of images) {
    const last = groups.at(-1);
    if (last?.[0]!.kind === each.kind) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

function arePixels(images: readonly PartImages[]): images is readonly PixelImages[] {
  return images[0]!.kind === 'pixels';
}

function uploadPixels(images: readonly PixelImages[], preprocessing: Preprocessing): Tensor4D {
  const [, height, width, channels] = images[0]!.shape;
  const values = images.map((each) => each.values);
  const bytes = values.length === 1 ? values[0]! : Buffer.concat(values);
  return prepareBatch({ images: bytes, shape: [countOf(images), height, width, channels] }, preprocessing);
}

function uploadNormalised(images: readonly PartImages[]): Tensor4D {
  const normalised = images as readonly NormalisedImages[];
  const [first] = normalised;
  const [height, width, channels] = sizeOf(first!);
  const shape: [number, number, number, number] = [countOf(images), height, width, channels];
  if (normalised.length === 1 && first!.layout === 'NHWC') return tensor4d(first!.values, shape);
  const values = new Float32Array(shape.reduce((product, size) => product * size));
  let offset = 0;
  for (const each of normalised) {
    if (each.layout === 'NHWC') values.set(each.values, offset);
    else interleave(each, values.subarray(offset));
    offset += each.values.length;
  }
  return tensor4d(values, shape);
}

function countOf(images: readonly PartImages[]): number {
  return images.reduce((sum, { shape }) => sum + shape[0], 0);
}

/** Writes planes, one a channel, as pixels. */
function interleave({ values, shape: [count, channels, height, width] }: NormalisedImages, to: Float32Array) {
  const plane = height * width;
  for (let image = 0; image < count; image++) {
    for (let channel = 0; channel < channels; channel++) {
      const from = (image * channels + channel) * plane;
      let at = image * channels * plane + channel;
      for (let pixel = 0; pixel < plane; pixel++, at += channels) to[at] = values[from + pixel]!;
    }
  }
}
