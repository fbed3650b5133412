import { ShapePass, type ImageShape, type Module, type Step } from '@resnext/blocks';
import { Model } from './model.ts';
import { Network } from './network/network.ts';
import { resolveRow } from './rows/models.ts';
import type { ModelRow } from './rows/row.ts';

export interface LayerSummary {
  /** As in the state dict; steps without parameters are named after their kind. */
  readonly name: string;
  readonly kind: Step['kind'];
  /** [N, H, W, C] for a batch of one. */
  readonly outputShape: ImageShape;
  /** Trainable ones. */
  readonly params: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
}

export interface Summary {
  readonly model: string;
  readonly inputSize: number;
  readonly params: number;
  /** Multiply-adds for one image: convolutions and linear layers only, as is the custom. */
  readonly macs: number;
  /** Numbers that all layers together put out for one image. */
  readonly activations: number;
  readonly layers: readonly LayerSummary[];
}

export interface SummarizeOptions {
  /** The square image's side in pixels; the row's input size unless told. */
  readonly inputSize?: number;
}

/**
 * What a model is made of and what it costs, from its row alone: no weights are made.
 *
 * @throws ZooError or BlocksError when there is no such model, or the image is too small for it.
 */
export function summarize(model: string | ModelRow | Model, options: SummarizeOptions = {}): Summary {
  const row = model instanceof Model ? model.row : resolveRow(model);
  const { inputSize = row.preprocessing.inputSize } = options;
  const network = new Network(row);
  const pass = new ShapePass();
  network.run(pass, [1, inputSize, inputSize, row.channels]);
  const names = new Map([...network.modules()].map(([name, module]) => [module, name]));
  const layers = pass.steps.map(({ kind, layer, outputShape, multiplyAdds }) => ({
    name: layer ? names.get(layer)! : kind.replace(' ', ''),
    kind,
    outputShape,
    params: layer ? trainable(layer) : 0,
    macs: multiplyAdds,
  }));
  const total = (count: (layer: LayerSummary) => number): number =>
    layers.reduce((sum, layer) => sum + count(layer), 0);
  return {
    model: row.name,
    inputSize,
    params: trainable(network),
    macs: total(({ macs }) => macs),
    activations: total(({ outputShape }) => outputShape.reduce((product, size) => product * size, 1)),
    layers,
  };
}

function trainable(module: Module): number {
  let numbers = 0;
  for (const [, parameter] of module.parameters()) if (parameter.trainable) numbers += parameter.size;
  return numbers;
}
