import { IsFinite, IsInf, IsNan, LogicalNot, type KernelConfig } from '@tensorflow/tfjs-core';
import { nativeKernel } from '../define.ts';
import type { Inputs } from './inputs.ts';

const predicates: Readonly<Record<string, (x: number) => boolean>> = {
  [IsFinite]: Number.isFinite,
  [IsInf]: (x) => Math.abs(x) === Infinity,
  [IsNan]: Number.isNaN,
  [LogicalNot]: (x) => x === 0,
};

export const predicateKernels: readonly KernelConfig[] = Object.entries(predicates).map(([name, holds]) =>
  nativeKernel<Inputs<'x'>>(name, (backend, { x }) => {
    const y = backend.output(x.shape, 'bool');
    const [from, into] = [backend.values(x), backend.values(y)];
    for (let i = 0; i < from.length; i++) into[i] = holds(from[i]!) ? 1 : 0;
    return y;
  }),
);
