/** How a server is started; `resnext serve` has a flag for each, and aborts the signal when it is told to end. */
export interface ServerOptions {
  /** Weights files, each a model of its own: named after its file, or `NAME=FILE`. */
  readonly weights?: readonly string[];
  /** A folder of models, `MODEL/VERSION/model.safetensors` and `MODEL/config.yaml`. */
  readonly modelRepository?: string;
  /** `none` loads what is there at the start, `poll` follows the folder, `explicit` loads what it is told to. */
  readonly modelControlMode?: 'none' | 'poll' | 'explicit';
  readonly repositoryPollSecs?: number;
  /** With `explicit`: what to load at the start; `*` for all. */
  readonly loadModel?: readonly string[];
  /** Default 127.0.0.1: nobody else's machine. */
  readonly host?: string;
  /** Default 8000; 0 takes any that is free. */
  readonly port?: number;
  readonly backend?: string;
  readonly threads?: number;
  readonly device?: string;
  /** Threads that decode images; 2 unless told. */
  readonly decodeThreads?: number;
  /** Defaults for models whose `config.yaml` does not say. */
  readonly maxBatchSize?: number;
  readonly maxQueueDelayMicroseconds?: number;
  readonly maxQueueSize?: number;
  readonly defaultTimeoutMicroseconds?: number;
  /** The most bytes of a request, before and after decompression; 64 MiB unless told. */
  readonly maxRequestBytes?: number;
  /** The most bytes of all requests that are being received or computed; 1 GiB unless told. More are refused with 503. */
  readonly maxBytesInFlight?: number;
  /** The most pixels of an image file. */
  readonly maxPixels?: number;
  /** A file with a line `KEY [NAME [REQUESTS_PER_MINUTE]]` for each client; without one, everybody may ask. */
  readonly apiKeys?: string;
  /** How long, after the signal to end, the server still takes new requests while it says that it is not ready. */
  readonly exitGraceSecs?: number;
  /** When, after the signal to end, what is not finished is given up; 30 unless told. */
  readonly exitTimeoutSecs?: number;
  /** Aborted when the server is to end: as `stop` does, or, while it loads its models, without waiting for them. */
  readonly signal?: AbortSignal;
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}
