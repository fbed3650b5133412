import type { TensorInfo } from '@tensorflow/tfjs-core';

/** What a kernel takes, by name. */
export type Inputs<Name extends string> = Readonly<Record<Name, TensorInfo>>;
