import type { BackendName } from '@resnext/runtime';
import type { Contender } from './contender.ts';
import { onnxruntime } from './onnxruntime.ts';
import { pytorch } from './pytorch.ts';
import { resnext, tfjsNode } from './resnext.ts';

/** Everyone who takes part, ours first. */
export function contenders(backend: BackendName): Contender[] {
  return [resnext(backend), onnxruntime, pytorch, tfjsNode];
}
