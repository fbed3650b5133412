import { invalidOption } from '../check.ts';
import { Slot, slotBytes, type SlotMemory } from './slot.ts';

/** The most memory that batches take unless told otherwise, in bytes. */
const DEFAULT_MEMORY = 2 ** 30;

/** One batch that the consumer looks at, and one that it may still be working on. */
const HELD = 2;

/** How many batches can be made ahead within a budget. */
export function batchesAhead(
  request: Omit<SlotMemory, 'buffer'>,
  { prefetch, memory }: { prefetch: number; memory: number | undefined },
): number {
  const bytes = slotBytes(request);
  const affordable = Math.floor((memory ?? DEFAULT_MEMORY) / bytes) - HELD;
  if (memory !== undefined && affordable < 1) {
    throw invalidOption(
      'memory',
      `at least ${bytes * (HELD + 1)} bytes, which three batches of ${request.capacity} samples take,`,
      memory,
    );
  }
  return Math.max(1, Math.min(prefetch, affordable));
}

/** Slots that are used again and again: as many as are in use at once are ever made. */
export class SlotPool {
  readonly #free: Slot[] = [];
  readonly #allocate: () => Slot;

  constructor(request: Omit<SlotMemory, 'buffer'>, options: { isShared: boolean }) {
    this.#allocate = () => Slot.allocate(request, options);
  }

  take(): Slot {
    return this.#free.shift() ?? this.#allocate();
  }

  give(slot: Slot): void {
    this.#free.push(slot);
  }
}
