import type { Random } from '../../random/random.ts';

/** Gives items in another order: each is drawn from the `size` that have come and not gone. */
export async function* shuffleBuffer<T>(
  items: AsyncIterable<T>,
  size: number,
  random: Random,
): AsyncGenerator<T> {
  const waiting: T[] = [];
  for await (const item of items) {
    waiting.push(item);
    if (waiting.length > size) yield draw(waiting, random);
  }
  while (waiting.length > 0) yield draw(waiting, random);
}

function draw<T>(waiting: T[], random: Random): T {
  const chosen = random.int(waiting.length);
  const item = waiting[chosen]!;
  const last = waiting.pop()!;
  if (chosen < waiting.length) waiting[chosen] = last;
  return item;
}
