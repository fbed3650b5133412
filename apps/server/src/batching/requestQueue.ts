/** What a queue knows of a request. */
export interface Queued {
  /** Images. */
  readonly size: number;
  /** 1 goes first, then 2 and so on; 0 goes last. */
  readonly priority: number;
  /** When it was put into the queue. */
  readonly since: number;
  /** When it has waited too long; `Infinity` for never. */
  readonly deadline: number;
}

/** Requests in the order in which they are to be answered: by priority, and as they came within one. */
export class RequestQueue<Request extends Queued> {
  readonly #requests: Request[] = [];

  /** In order. */
  get requests(): readonly Request[] {
    return this.#requests;
  }

  add(request: Request): void {
    let at = this.#requests.length;
    while (at > 0 && levelOf(request) < levelOf(this.#requests[at - 1]!)) at--;
    this.#requests.splice(at, 0, request);
  }

  /** Takes a request out, wherever it stands. */
  remove(request: Request): void {
    const at = this.#requests.indexOf(request);
    if (at >= 0) this.#requests.splice(at, 1);
  }

  /** Takes the first requests out. */
  take(count: number): Request[] {
    return this.#requests.splice(0, count);
  }

  /** When the first of them will have waited too long. */
  nextDeadline(): number {
    return this.#requests.reduce((first, { deadline }) => Math.min(first, deadline), Infinity);
  }

  /** Those that have waited too long; they stay until they are removed. */
  expired(now: number): Request[] {
    return this.#requests.filter(({ deadline }) => deadline <= now);
  }
}

function levelOf({ priority }: Queued): number {
  return priority === 0 ? Infinity : priority;
}
