/** The backends by the names that people choose them by; `tensorflow` is two, on a GPU and on a CPU. */
export const backendNames = ['tensorflow', 'native', 'wasm', 'cpu'] as const;

export type BackendName = (typeof backendNames)[number];

/** What is known of a backend, loaded or not. */
export interface BackendInfo {
  readonly name: BackendName;
  /** Whether it is installed and this machine can run it, as far as one can tell without loading it. */
  readonly available: boolean;
  /** Why it is not available, and what to do about it. */
  readonly reason?: string;
  readonly device: 'cuda' | 'cpu';
  /** The npm package that it comes from. */
  readonly package: string;
  /** How many threads it computes on. */
  readonly threads?: number;
  /** What its kernels are compiled to. */
  readonly instructionSet?: string;
  /** Whether it is the one that tfjs's engine runs on now. */
  readonly selected?: boolean;
}

export interface StartOptions {
  /** How many threads to compute on, where the backend has a choice. */
  readonly threads?: number;
  /** `cpu`, `gpu`, or one GPU of several, `gpu:1`. Those on other devices are not considered. */
  readonly device?: string;
}

/** One way to compute. Each is a file beside this one, listed in `index.ts`. */
export interface Backend {
  readonly name: BackendName;
  /** Describes it without loading it into this process. */
  describe(): BackendInfo | Promise<BackendInfo>;
  /** Whether it is this one that runs, where several have one name. */
  isRunning?(): boolean;
  /** Loads it and makes it the backend of tfjs's engine. Only called if it is available. */
  start(options: StartOptions): Promise<void>;
  /** The most that it can compute here on its threads, in GFLOPS. Only called while it runs. */
  measurePeak(): Promise<number>;
}
