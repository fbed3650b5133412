import type { Layout } from '../service/images.ts';
import type { ServedModel } from '../service/servedModel.ts';

export const INPUT = 'images';
export const OUTPUTS = ['logits', 'probabilities'] as const;
export type OutputName = (typeof OUTPUTS)[number];

/** What requests for a model are read by: plain data, which another thread can have too. */
export interface ModelTensors {
  readonly model: string;
  readonly layout: Layout;
  readonly inputSize: number;
  readonly channels: number;
  readonly classes: number;
}

export function tensorsOf({ name, row, settings }: ServedModel): ModelTensors {
  return {
    model: name,
    layout: settings.input.layout,
    inputSize: row.preprocessing.inputSize,
    channels: row.channels,
    classes: row.classes,
  };
}

/** The axes of one image. */
export function imageShape({ inputSize, channels }: ModelTensors, layout: Layout): [number, number, number] {
  return layout === 'NHWC' ? [inputSize, inputSize, channels] : [channels, inputSize, inputSize];
}
