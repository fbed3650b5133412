import {
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalOr,
  NotEqual,
  type KernelConfig,
} from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';
import { combine } from './binary.ts';

const operations: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  [Equal]: (a, b) => a === b,
  [NotEqual]: (a, b) => a !== b,
  [Greater]: (a, b) => a > b,
  [GreaterEqual]: (a, b) => a >= b,
  [Less]: (a, b) => a < b,
  [LessEqual]: (a, b) => a <= b,
  [LogicalAnd]: (a, b) => a !== 0 && b !== 0,
  [LogicalOr]: (a, b) => a !== 0 || b !== 0,
};

export const compareKernels: readonly KernelConfig[] = Object.entries(operations).map(([name, holds]) =>
  nativeKernel<Inputs<'a' | 'b'>>(name, (backend, { a, b }) =>
    combine(backend, a, b, 'bool', (left, right) => (holds(left, right) ? 1 : 0)),
  ),
);
