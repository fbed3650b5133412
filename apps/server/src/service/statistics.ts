/** How often, and how long together in nanoseconds. */
export interface CountAndTime {
  readonly count: number;
  readonly ns: number;
}

/** What a model did since it was loaded; the protocol's statistics and the metrics are views of it. */
export interface ModelStatistics {
  /** Milliseconds since the epoch; 0 before the first. */
  readonly lastInference: number;
  /** Images that were answered. */
  readonly inferences: number;
  /** Batches that were computed. */
  readonly executions: number;
  /** Requests that wait. */
  readonly pending: number;
  /** Requests by how they ended, and where the time of those that succeeded went. */
  readonly success: CountAndTime;
  readonly fail: CountAndTime;
  readonly failReasons: Readonly<Record<FailReason, number>>;
  readonly queue: CountAndTime;
  readonly computeInput: CountAndTime;
  readonly computeInfer: CountAndTime;
  readonly computeOutput: CountAndTime;
  readonly batches: readonly BatchStatistics[];
}

/** Batches of one size. */
export interface BatchStatistics {
  readonly size: number;
  readonly computeInput: CountAndTime;
  readonly computeInfer: CountAndTime;
  readonly computeOutput: CountAndTime;
}

/** Triton's label `reason` of failed requests. */
export type FailReason = 'REJECTED' | 'CANCELED' | 'BACKEND' | 'OTHER';
