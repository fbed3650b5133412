/** Where a server is between its start and its end, as its routes see it. */
export class Lifecycle {
  /** Whether it has been told to end: it says that it is not ready, and still answers. */
  ending = false;
  /** Whether each answer is the last of its connection. */
  draining = false;
  /** Requests that came and are not answered. */
  inFlight = 0;
}
