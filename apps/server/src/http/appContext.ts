import type { ModelRepository } from '../service/modelRepository.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Parser } from './parser/startParser.ts';
import type { ApiKeys } from './security/apiKeys.ts';

/** A file of the page. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

/** Where log lines go, JSON each. */
export interface LogStream {
  write(line: string): void;
}

/** All that the routes answer from. */
export interface AppContext {
  readonly repository: ModelRepository;
  /** For people. */
  readonly backend: string;
  readonly parser: Parser;
  /** By path. */
  readonly page: ReadonlyMap<string, Asset>;
  readonly lifecycle: Lifecycle;
  readonly limits: Limits;
  /** Without any, everybody may ask. */
  readonly apiKeys?: ApiKeys;
  /** Whether it listens on this machine alone. */
  readonly loopback: boolean;
  readonly log: { readonly level: string; readonly stream: LogStream };
}

export interface Limits {
  readonly maxRequestBytes: number;
  readonly maxBytesInFlight: number;
  /** How long a client may take to send headers, or a whole request, in milliseconds. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
}
