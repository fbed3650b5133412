import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { checkInteger } from '../check.ts';

// Four arbitrary, distinct words: each starts one 32-bit lane of the generator's state.
const LANES = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];

/** A seeded generator of random numbers: xoroshiro128+ over a state that is hashed from a key. */
export class Random {
  readonly #generator: RandomGenerator;

  private constructor(generator: RandomGenerator) {
    this.#generator = generator;
  }

  /**
   * The generator of a key, such as `(seed, epoch, index)`. Equal keys give equal sequences, and keys that differ in
   * any word, or in length, give unrelated ones. This is what makes augmentation independent of workers and order.
   *
   * @throws {DataError} `DATA_INVALID_OPTION` if a word of the key is no safe integer
   */
  static from(...key: readonly number[]): Random {
    const words = [key.length, ...key.flatMap(splitWord)];
    return new Random(xoroshiro128plusFromState(LANES.map((lane) => words.reduce(mix, lane))));
  }

  /** A whole number from 0 to `n` - 1, each equally likely. */
  int(n: number): number {
    return uniformInt(this.#generator, 0, checkInteger('n', n, { min: 1 }) - 1);
  }

  /** A number from `low` (included) to `high` (excluded unless they are equal), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformFloat64(this.#generator);
  }

  /** A number of the standard normal distribution (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A number of the beta distribution with both parameters equal to `alpha`. */
  beta(alpha: number): number {
    const [first, second] = [this.#logGamma(alpha), this.#logGamma(alpha)];
    // As a ratio of logarithms, since for a small alpha both variates may be 0 as numbers.
    return 1 / (1 + Math.exp(second - first));
  }

  /** The logarithm of a number of the gamma distribution with shape `alpha` (Marsaglia and Tsang 2000). */
  #logGamma(alpha: number): number {
    // A shape below 1 comes from the next one: gamma(a) = gamma(a + 1) * u^(1 / a).
    if (alpha < 1) return this.#logGamma(alpha + 1) + Math.log(1 - this.uniform()) / alpha;
    const d = alpha - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < (x * x) / 2 + d * (1 - v + Math.log(v))) {
        return Math.log(d * v);
      }
    }
  }
}

/** The low and the high 32 bits of a safe integer. */
function splitWord(word: number): [number, number] {
  checkInteger('a word of a random key', word);
  return [word | 0, Math.floor(word / 2 ** 32) | 0];
}

/** Absorbs a word into a lane: MurmurHash3's 32-bit finaliser, which maps distinct words to distinct results. */
function mix(lane: number, word: number): number {
  let hash = ((lane ^ word) + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
