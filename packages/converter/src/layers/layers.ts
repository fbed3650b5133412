import type { WeightTensor } from '../tensors.ts';

/** What an array is to its layer, by torchvision's names; `running_std` is Torch7's 1 / sqrt(var + eps). */
export type Role = 'weight' | 'bias' | 'running_mean' | 'running_var' | 'running_std' | 'num_batches_tracked';

/** The arrays of one layer, and what the file says of it. */
export interface Layer {
  readonly tensors: Map<Role, WeightTensor>;
  /** What a batch norm adds to its variances, where the file says it. */
  epsilon?: number;
  /** Whether its weight is to be taken as 1, whatever is stored: MXNet's `fix_gamma`. */
  fixedWeight?: boolean;
}

/** Layers by the names that the file gives them. */
export type Layers = Map<string, Layer>;

export function layerAt(layers: Layers, name: string): Layer {
  const found = layers.get(name);
  if (found) return found;
  const layer: Layer = { tensors: new Map() };
  layers.set(name, layer);
  return layer;
}

export function isConvolution({ tensors }: Layer): boolean {
  return !isBatchNorm({ tensors }) && (tensors.get('weight')?.shape.length ?? 0) >= 2;
}

export function isBatchNorm({ tensors }: Layer): boolean {
  return tensors.has('running_mean');
}
