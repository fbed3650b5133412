import { engine, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Runs the current backend's kernel `name`; inputs that are undefined are left out. */
export function runKernel<Output extends Tensor | Tensor[]>(
  name: string,
  inputs: Readonly<Record<string, Tensor | undefined>>,
  attrs: object = {},
): Output {
  const given = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined);
  return engine().runKernel<Output>(name, Object.fromEntries(given) as NamedTensorMap, attrs as NamedAttrMap);
}
