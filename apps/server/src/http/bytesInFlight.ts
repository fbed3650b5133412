import { ServerError } from '../errors.ts';

/** Counts the bytes of all requests that are received or answered, so that many large ones do not fill the memory. */
export class BytesInFlight {
  #bytes = 0;

  constructor(private readonly most: number) {}

  /** @throws ServerError `SERVER_QUEUE_FULL` where they do not fit */
  take(bytes: number): void {
    if (this.#bytes + bytes > this.most) {
      throw new ServerError(
        'SERVER_QUEUE_FULL',
        `expected at most ${this.most} bytes of requests at a time but received ${bytes} more; try again later`,
      );
    }
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}
