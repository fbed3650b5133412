import type { Operation } from '../formats/format.ts';
import type { Weights } from '../readWeights.ts';
import type { WeightTensor } from '../tensors.ts';
import { layerAt, type Layer, type Layers } from './layers.ts';

/**
 * The layers of a ResNeXt by what its program does with them, under torchvision's names: exporters merge
 * batch norms into convolutions and give what is left numbers for names.
 *
 * @returns undefined when the program is no ResNeXt
 */
export function graphLayers(weights: Weights): Layers | undefined {
  return new Walker(weights).walk();
}

/** Operations that only pass on or reshape what they get. */
const passing = new Set([
  'Identity',
  'Flatten',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Dropout',
  'Cast',
  'Transpose',
]);
const pooling = new Set(['GlobalAveragePool', 'ReduceMean', 'AveragePool']);
const MOST_BLOCKS = 1000;

interface Unit {
  readonly main: readonly [Layer[], Layer[], Layer[]];
  readonly shortcut: Layer[] | undefined;
  readonly gates: readonly [Layer, Layer] | undefined;
  readonly input: string;
  /** Of its second convolution. */
  readonly stride: number;
}

interface Convolved {
  readonly layers: Layer[];
  readonly input: string;
  readonly stride: number;
}

class Walker {
  readonly #weights: Weights;
  readonly #producers: ReadonlyMap<string, Operation>;

  constructor(weights: Weights) {
    this.#weights = weights;
    this.#producers = new Map(
      (weights.operations ?? []).flatMap((each) => each.outputs.map((output) => [output, each])),
    );
  }

  walk(): Layers | undefined {
    const head = this.#head();
    if (!head) return undefined;
    const units: Unit[] = [];
    let value = head.input;
    for (let unit = this.#unit(value); unit; unit = this.#unit(value)) {
      if (units.unshift(unit) > MOST_BLOCKS) return undefined;
      value = unit.input;
    }
    const pooled = this.#through(value, new Set([...passing, 'MaxPool']));
    const stem = this.#convolution(this.#relu(pooled) ?? pooled);
    if (!stem || units.length === 0) return undefined;
    return named(stem.layers, units, head.layer);
  }

  /** The last matrix, behind the average over the image. */
  #head(): { layer: Layer; input: string } | undefined {
    const last = (this.#weights.operations ?? []).findLast(
      ({ type }) => type === 'Gemm' || type === 'MatMul',
    );
    const weight = last && this.#constant(last.inputs[1]);
    if (!last || !weight || weight.shape.length !== 2) return undefined;
    const isTransposed = last.type === 'Gemm' && this.#weights.attributes.get(`${last.name}/transB`) === 1;
    const layer: Layer = { tensors: new Map([['weight', isTransposed ? weight : transposed(weight)]]) };
    const sum = (this.#weights.operations ?? []).find(
      ({ type, inputs }) => type === 'Add' && inputs.includes(last.outputs[0]!),
    );
    const bias =
      this.#constant(last.inputs[2]) ?? sum?.inputs.map((name) => this.#constant(name)).find(Boolean);
    if (bias) layer.tensors.set('bias', bias);
    return { layer, input: this.#through(last.inputs[0]!, new Set([...passing, ...pooling])) };
  }

  /** A bottleneck that ends in a value: the ReLU of a sum of three convolutions and what they were given. */
  #unit(value: string): Unit | undefined {
    const sum = this.#producers.get(this.#relu(value) ?? '');
    if (sum?.type !== 'Add') return undefined;
    const [a, b] = sum.inputs as [string, string];
    return this.#branches(a, b) ?? this.#branches(b, a);
  }

  #branches(main: string, shortcut: string): Unit | undefined {
    const gate = this.#gate(main);
    const third = this.#convolution(gate?.value ?? main);
    const second = third && this.#convolution(this.#relu(third.input));
    const first = second && this.#convolution(this.#relu(second.input));
    if (!first) return undefined;
    const { input } = first;
    const projection = input === shortcut ? undefined : this.#convolution(shortcut);
    if (input !== shortcut && projection?.input !== input) return undefined;
    return {
      main: [first.layers, second.layers, third.layers],
      shortcut: projection?.layers,
      gates: gate?.layers,
      input,
      stride: second.stride,
    };
  }

  /** A squeeze and excitation: a product with the sigmoid of two layers of the average. */
  #gate(value: string): { layers: readonly [Layer, Layer]; value: string } | undefined {
    const product = this.#producers.get(value);
    if (product?.type !== 'Mul') return undefined;
    for (const [index, name] of product.inputs.entries()) {
      const sigmoid = this.#producers.get(name);
      if (sigmoid?.type !== 'Sigmoid') continue;
      const second = this.#convolution(sigmoid.inputs[0]);
      const first = second && this.#convolution(this.#relu(second.input));
      if (first) return { layers: [first.layers[0]!, second.layers[0]!], value: product.inputs[1 - index]! };
    }
    return undefined;
  }

  /** A convolution that ends in a value, and the batch norm behind it. */
  #convolution(value: string | undefined): Convolved | undefined {
    let operation = value === undefined ? undefined : this.#producers.get(value);
    const layers: Layer[] = [];
    if (operation?.type === 'BatchNormalization') {
      const [, weight, bias, mean, variance] = operation.inputs.map((name) => this.#constant(name));
      if (!(weight && bias && mean && variance)) return undefined;
      const epsilon = this.#weights.attributes.get(`${operation.name}/epsilon`);
      layers.push({
        tensors: new Map([['weight', weight], ['bias', bias], ['running_mean', mean], ['running_var', variance]]),
        epsilon: typeof epsilon === 'number' ? epsilon : 1e-5,
      }); // prettier-ignore
      operation = this.#producers.get(operation.inputs[0]!);
    }
    const weight = operation?.type === 'Conv' ? this.#constant(operation.inputs[1]) : undefined;
    if (!operation || !weight) return undefined;
    const bias = this.#constant(operation.inputs[2]);
    layers.unshift({ tensors: new Map([['weight', weight], ...(bias ? [['bias', bias] as const] : [])]) });
    const strides = this.#weights.attributes.get(`${operation.name}/strides`);
    return { layers, input: operation.inputs[0]!, stride: Array.isArray(strides) ? Number(strides[0]) : 1 };
  }

  /** What a ReLU was given. */
  #relu(value: string): string | undefined {
    const operation = this.#producers.get(value);
    return operation?.type === 'Relu' ? operation.inputs[0] : undefined;
  }

  #through(value: string, types: ReadonlySet<string>): string {
    const seen = new Set<string>();
    let at = value;
    for (
      let each = this.#producers.get(at);
      each && types.has(each.type) && !seen.has(at);
      each = this.#producers.get(at)
    ) {
      seen.add(at);
      at = each.inputs[0] ?? '';
    }
    return at;
  }

  /** Through the identities that exporters put before what is used twice. */
  #constant(name: string | undefined): WeightTensor | undefined {
    return name === undefined
      ? undefined
      : this.#weights.tensors.get(this.#through(name, new Set(['Identity'])));
  }
}

function transposed(tensor: WeightTensor): WeightTensor {
  const [rows, columns] = tensor.shape as [number, number];
  return {
    dtype: 'F32',
    shape: [columns, rows],
    async read() {
      const from = await tensor.read();
      return Float32Array.from(
        { length: from.length },
        (_, i) => from[(i % rows) * columns + Math.floor(i / rows)]!,
      );
    },
  };
}

function named(stem: readonly Layer[], units: readonly Unit[], head: Layer): Layers {
  const layers: Layers = new Map();
  const put = (name: string, layer: Layer | undefined): void => {
    if (layer) Object.assign(layerAt(layers, name), layer);
  };
  put('conv1', stem[0]);
  put('bn1', stem[1]);
  let stage = 0;
  let block = 0;
  let channels = 0;
  for (const { main, shortcut, gates, stride } of units) {
    const outputs = main[2][0]!.tensors.get('weight')!.shape[0]!;
    // A stage halves the image or has other channels than the one before, or both.
    if (outputs !== channels || stride > 1) {
      stage++;
      block = 0;
      channels = outputs;
    }
    const prefix = `layer${stage}.${block++}`;
    for (const [index, [convolution, norm]] of main.entries()) {
      put(`${prefix}.conv${index + 1}`, convolution);
      put(`${prefix}.bn${index + 1}`, norm);
    }
    gates?.forEach((gate, index) => put(`${prefix}.se.fc${index + 1}`, gate));
    shortcut?.forEach((layer, index) => put(`${prefix}.downsample.${index}`, layer));
  }
  put('fc', head);
  return layers;
}
