import type { ModelRow } from '@resnext/zoo';
import type { BatchAnswer, BatchPart } from '../service/engine.ts';
import type { PlainError } from '../threads/plainError.ts';

/** Which backend the thread is to compute on. */
export interface EngineOptions {
  readonly backend?: string;
  readonly threads?: number;
  readonly device?: string;
}

/** The thread's first message. */
export type Greeting = { readonly backend: string } | { readonly error: PlainError };

/** What the thread can do, and what it answers. Networks go by the numbers that they got when they were loaded. */
export interface Tasks {
  load: { ask: { path: string; warmUp: readonly number[] }; answer: { network: number; row: ModelRow } };
  run: { ask: { network: number; parts: readonly BatchPart[] }; answer: BatchAnswer };
  unload: { ask: { network: number }; answer: undefined };
}

export type TaskName = keyof Tasks;

/** What the thread is asked for; its reply carries the same `id`. */
export type Request = {
  [Name in TaskName]: { readonly id: number; readonly task: Name } & Readonly<Tasks[Name]['ask']>;
}[TaskName];

export type Reply = { readonly id: number } & (
  { readonly answer: Tasks[TaskName]['answer'] } | { readonly error: PlainError }
);
