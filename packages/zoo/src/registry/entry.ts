import type { Preprocessing } from '../rows/row.ts';

/** The licences under which weights were published. */
export const licences = {
  'CC-BY-NC-4.0': { title: 'CC BY-NC 4.0', nonCommercial: true },
  'BSD-3-Clause': { title: 'BSD 3-Clause', nonCommercial: false },
  'Apache-2.0': { title: 'Apache 2.0', nonCommercial: false },
  MIT: { title: 'MIT', nonCommercial: false },
} as const;

export type Licence = keyof typeof licences;

/** What is known of a file's content: a whole MD5 or SHA-256, or the first digits of one. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'md5';
  /** Lower-case hexadecimal digits, the first or all of them. */
  readonly digits: string;
}

/** Accuracy in percent, as its publishers measured it. */
export interface PublishedAccuracy {
  readonly top1: number;
  readonly top5?: number;
  /** The image's side in pixels. */
  readonly inputSize: number;
}

/** One published file of weights. */
export interface PublishedWeights {
  /** `model.tag`, as timm has it. */
  readonly name: string;
  /** A name of the zoo, or of a network that its file makes. */
  readonly model: string;
  readonly file: string;
  /** Where it is to be had, where that is known. */
  readonly url?: string;
  /** Where to look for it, where a url is not known. */
  readonly where: string;
  readonly checksum?: Checksum;
  /** About, in bytes. */
  readonly bytes?: number;
  readonly licence: Licence;
  readonly preprocessing: Preprocessing;
  readonly accuracy?: PublishedAccuracy;
  /** Why the network cannot be built yet, where it cannot. */
  readonly unsupported?: string;
}
