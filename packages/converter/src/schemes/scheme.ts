import type { Layer, Layers } from '../layers/layers.ts';

/** How people who published ResNeXts name their layers. Adding one is one file like this one's neighbours. */
export interface Scheme {
  readonly name: SchemeName;
  readonly title: string;
  /**
   * The end of the name of a layer that every model of the scheme has and no other's: what stands before
   * it is a prefix (`module.`), which is taken off all names.
   */
  readonly anchor: RegExp;
  /** What its batch norms add to their variances unless the file says. */
  readonly epsilon: number;
  /** Which layers make each of torchvision's. */
  plan(layers: Layers): Plan;
}

export type SchemeName =
  | 'torchvision'
  | 'torch'
  | 'mxnet'
  | 'gluoncv'
  | 'keras-applications'
  | 'classification_models'
  | 'prlz77'
  | 'dxy'
  | 'osmr';

/** What a layer of torchvision's is made of: one layer, or several whose outputs stand side by side. */
export interface Origin {
  readonly layers: readonly string[];
  /** The weight is a depthwise one, whose outputs are summed by a fixed convolution: `w[o,k] = dw[.., (o div c)*c + k, o mod c]`. */
  readonly depthwise?: boolean;
}

export interface Plan {
  /** By torchvision's names. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** The batch norm that the image goes through before all, which becomes the preprocessing. */
  readonly dataNorm?: string;
  /** Layers of which nobody knows what they are for. */
  readonly unknown: readonly string[];
}

/** No layer of the network, but nothing to wonder about either. */
export const LEAVE_OUT = Symbol('leave out');

/** A plan for a scheme that has a name of its own for each of torchvision's. */
export function planByName(
  layers: Layers,
  rename: (name: string, layer: Layer) => string | typeof LEAVE_OUT | undefined,
): Plan {
  const origins = new Map<string, Origin>();
  const unknown: string[] = [];
  for (const [name, layer] of layers) {
    const target = rename(name, layer);
    if (target === undefined) unknown.push(name);
    else if (target !== LEAVE_OUT) origins.set(target, { layers: [name] });
  }
  return { origins, unknown };
}
