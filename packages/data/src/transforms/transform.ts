import type { Sample } from '../datasets/dataset.ts';
import type { Random } from '../random/random.ts';

/**
 * Turns a sample into another one, drawing every choice from `random`. It leaves the sample that it was given as it
 * was, and the same sample with an equal generator gives an equal result.
 */
export type Transform = (sample: Sample, random: Random) => Sample;
