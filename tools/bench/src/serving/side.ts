import type { InputKind } from './inputs.ts';

/** A request as autocannon and `node:http` take it. */
export interface LoadRequest {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A server that is measured. */
export interface Side {
  /** What answers and in which version. */
  readonly title: string;
  readonly address: string;
  request(kind: InputKind): LoadRequest;
  /** How many images in how many batches it has computed so far. */
  computed(): Promise<{ images: number; batches: number }>;
  stop(): Promise<void>;
}
