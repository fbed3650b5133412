import type { ServedProcess } from '../../bench/src/serving/servedProcess.ts';

/** Resident memory of a process over time, in MiB. */
export interface Memory {
  readonly samples: number;
  /** Means of the first and the last quarter of the time: memory that grows, grows between them. */
  readonly first: number;
  readonly last: number;
  readonly most: number;
}

const PAUSE_MS = 100;
const MEBI = 2 ** 20;

/** Follows the memory of a server. */
export class MemoryWatch {
  readonly #served: ServedProcess;
  readonly #samples: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(served: ServedProcess) {
    this.#served = served;
  }

  start(): void {
    this.#timer = setInterval(() => {
      const bytes = this.#served.residentBytes();
      if (bytes !== undefined) this.#samples.push(bytes / MEBI);
    }, PAUSE_MS);
  }

  /** @returns undefined where the system does not tell, or there was no time to look */
  stop(): Memory | undefined {
    clearInterval(this.#timer);
    const quarter = Math.floor(this.#samples.length / 4);
    if (quarter === 0) return undefined;
    return {
      samples: this.#samples.length,
      first: mean(this.#samples.slice(0, quarter)),
      last: mean(this.#samples.slice(-quarter)),
      most: Math.max(...this.#samples),
    };
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
