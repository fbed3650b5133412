import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../random/random.ts';
import { shuffleBuffer } from './shuffleBuffer.ts';

async function* numbers(length: number) {
  for (let number = 0; number < length; number++) yield number;
}

async function shuffled(length: number, size: number, seed: number): Promise<number[]> {
  const drawn: number[] = [];
  for await (const number of shuffleBuffer(numbers(length), size, Random.from(seed))) drawn.push(number);
  return drawn;
}

describe('shuffleBuffer', () => {
  it('gives every item once, none more than its size too early, the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.nat(20), fc.nat(), async (length, size, seed) => {
        const drawn = await shuffled(length, size, seed);
        expect(drawn.toSorted((a, b) => a - b)).toEqual(Array.from({ length }, (_, number) => number));
        drawn.forEach((number, position) => expect(number).toBeLessThanOrEqual(position + size));
        expect(await shuffled(length, size, seed)).toEqual(drawn);
      }),
    );
  });

  it('gives each of the six orders of three equally often when it holds them all', async () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const order = (await shuffled(3, 3, seed)).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(90);
  });

  it('leaves the order alone when it holds nothing', async () => {
    expect(await shuffled(5, 0, 1)).toEqual([0, 1, 2, 3, 4]);
  });
});
