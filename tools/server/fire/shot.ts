import type { Random } from '@resnext/data';
import type { Lane } from './lane.ts';
import type { Target } from './truth.ts';

/** One kind of request. */
export interface Shot {
  readonly name: string;
  /** @throws Error when the server's answer is not what it should be */
  fire(aim: Aim): Promise<void>;
}

/** What a shot is made of. */
export interface Aim {
  readonly lane: Lane;
  readonly random: Random;
  readonly targets: readonly Target[];
}

export function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[random.int(list.length)]!;
}

/** As many images as a request has here: one to four. */
export function someTargets({ random, targets }: Pick<Aim, 'random' | 'targets'>): Target[] {
  return Array.from({ length: 1 + random.int(4) }, () => oneOf(random, targets));
}
