import type { Sample } from '../datasets/sample.ts';
import { DataError } from '../errors.ts';

/** What the samples of a batch have in common: it decides how large a batch is. */
export interface SampleLayout {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly isFloat: boolean;
  /** How many images the transform makes of a sample. */
  readonly views: number;
}

/** The layout of what a transform made of one sample. */
export function layoutOf(views: readonly Sample[]): SampleLayout {
  const { height, width, channels, pixels } = views[0]!;
  return { height, width, channels, isFloat: pixels instanceof Float32Array, views: views.length };
}

/** How many values a sample takes. */
export function valuesOf({ height, width, channels, views }: SampleLayout): number {
  return height * width * channels * views;
}

/** @throws {DataError} `DATA_SHAPE_MISMATCH` if a sample has another layout than the batch */
export function requireLayout(views: readonly Sample[], layout: SampleLayout, name: string): void {
  if (views.length === layout.views && views.every((view) => describe(view) === describeLayout(layout)))
    return;
  const received = views[0] === undefined ? 'nothing' : `${views.length} of ${describe(views[0])}`;
  throw new DataError(
    'DATA_SHAPE_MISMATCH',
    `expected ${layout.views} of ${describeLayout(layout)}, as the first sample has, for ${name} but received ` +
      `${received}: crop or resize every sample to one shape`,
  );
}

function describe({ height, width, channels, pixels }: Sample): string {
  return describeLayout({ height, width, channels, isFloat: pixels instanceof Float32Array });
}

function describeLayout({ height, width, channels, isFloat }: Omit<SampleLayout, 'views'>): string {
  return `${height}x${width}x${channels} ${isFloat ? 'floats' : 'bytes'}`;
}
