import type { GraphNode, StateTensor } from '@resnext/zoo';
import { blockDiagonal, toHwio } from './filters.ts';

/** Numbers of the model, by the name of the node that holds them. */
export interface TfjsWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly read: () => Promise<Float32Array | Int32Array>;
}

type Attribute = Readonly<Record<string, unknown>>;

const FLOAT: Attribute = { type: 'DT_FLOAT' };
const INT: Attribute = { type: 'DT_INT32' };
/** Less than any number that a layer puts out. */
const LOWEST = -3.4e38;

/** A network as nodes of a TensorFlow graph, on images [N, H, W, C]. */
export class TfjsGraph {
  readonly nodes: object[] = [];
  readonly weights: TfjsWeight[] = [];
  readonly #parameters: ReadonlyMap<string, StateTensor>;
  readonly #imageChannels: number;
  readonly #groups: 'split' | 'block-diagonal';

  constructor(
    parameters: ReadonlyMap<string, StateTensor>,
    imageChannels: number,
    groups: 'split' | 'block-diagonal',
  ) {
    this.#parameters = parameters;
    this.#imageChannels = imageChannels;
    this.#groups = groups;
  }

  add(node: GraphNode, index: number): void {
    const output = valueName(index);
    const inputs = node.inputs.map(valueName);
    const [x = ''] = inputs;
    switch (node.op) {
      case 'image': {
        const dim = [-1, -1, -1, this.#imageChannels].map((size) => ({ size: String(size) }));
        return this.#node('Placeholder', output, [], { dtype: FLOAT, shape: { shape: { dim } } });
      }
      case 'convolution':
        return node.linear ? this.#linear(node, x) : this.#convolution(node, x, output);
      case 'batchNorm': {
        const vectors = ['weight', 'bias', 'running_mean', 'running_var'].map((role) =>
          this.#vector(`${node.name}.${role}`),
        );
        return this.#node('FusedBatchNormV3', output, [x, ...vectors], {
          T: FLOAT,
          U: FLOAT,
          epsilon: { f: node.epsilon },
          is_training: { b: false },
          data_format: text('NHWC'),
        });
      }
      case 'relu':
        return this.#node('Relu', output, [x], { T: FLOAT });
      case 'add':
        return this.#node('AddV2', output, inputs, { T: FLOAT });
      case 'concat':
        return this.#concat(inputs, output);
      case 'globalAveragePool':
        return this.#node('Mean', output, [x, this.#ints(`${output}/axes`, [1, 2])], {
          T: FLOAT,
          Tidx: INT,
          keep_dims: { b: true },
        });
      case 'gate':
        this.#node('Sigmoid', `${output}/sigmoid`, [inputs[1]!], { T: FLOAT });
        return this.#node('Mul', output, [x, `${output}/sigmoid`], { T: FLOAT });
      case 'maxPool':
        return this.#maxPool(node, x, output);
      case 'padChannels':
        return this.#pad(x, output, [0, 0, 0, 0, 0, 0, 0, node.added], 0);
    }
  }

  #convolution(node: GraphNode & { readonly op: 'convolution' }, x: string, output: string): void {
    const { name, groups, bias } = node;
    const sum = bias ? `${output}/sum` : output;
    if (groups === 1) this.#conv2d(node, [x, this.#filter(`${name}.weight`)], sum);
    else if (this.#groups === 'block-diagonal') {
      this.#conv2d(node, [x, this.#filter(`${name}.weight`, groups)], sum);
    } else {
      // TensorFlow.js refuses filters of fewer inputs than the image has: each group is a convolution.
      const filter = this.#filter(`${name}.weight`);
      const parts = (value: string, of: string): string => {
        const axis = this.#ints(`${output}/${of}/axis`, [3], []);
        this.#node('Split', `${output}/${of}`, [axis, value], { T: FLOAT, num_split: { i: String(groups) } });
        return `${output}/${of}`;
      };
      const [images, filters] = [parts(x, 'images'), parts(filter, 'filters')];
      const results = Array.from({ length: groups }, (_, group) => {
        const result = `${output}/group${group}`;
        this.#conv2d(node, [at(images, group), at(filters, group)], result);
        return result;
      });
      this.#concat(results, sum);
    }
    if (bias)
      this.#node('BiasAdd', output, [sum, this.#vector(`${name}.bias`)], {
        T: FLOAT,
        data_format: text('NHWC'),
      });
  }

  #conv2d(node: GraphNode & { readonly op: 'convolution' }, inputs: readonly string[], output: string): void {
    const { stride, padding, dilation } = node;
    const list = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });
    this.#node('Conv2D', output, inputs, {
      T: FLOAT,
      strides: list([1, stride, stride, 1]),
      dilations: list([1, dilation, dilation, 1]),
      data_format: text('NHWC'),
      padding: text(padding === 0 ? 'VALID' : 'EXPLICIT'),
      explicit_paddings: list([0, 0, padding, padding, padding, padding, 0, 0]),
    });
  }

  #linear(
    { name, channels: [inputs, outputs] }: GraphNode & { readonly op: 'convolution' },
    x: string,
  ): void {
    this.#node('Reshape', 'flat', [x, this.#ints('flat/shape', [-1, inputs])], { T: FLOAT, Tshape: INT });
    const weight = this.#parameters.get(`${name}.weight`)!;
    this.#constant({
      name: `${name}.weight`,
      shape: [inputs, outputs],
      dtype: 'float32',
      read: async () => toHwio(await weight.read(), [outputs, inputs, 1, 1]),
    });
    this.#node('MatMul', 'product', ['flat', `${name}.weight`], {
      T: FLOAT,
      transpose_a: { b: false },
      transpose_b: { b: false },
    });
    this.#node('BiasAdd', 'logits', ['product', this.#vector(`${name}.bias`)], {
      T: FLOAT,
      data_format: text('NHWC'),
    });
  }

  /** Its own padding is none that Torch knows, so the image is padded first, with what never wins. */
  #maxPool({ window }: GraphNode & { readonly op: 'maxPool' }, x: string, output: string): void {
    const { size, stride, padding, ceil } = window;
    const list = (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } });
    let from = x;
    if (padding > 0 || ceil) {
      // A window that hangs over finds lowest numbers there; one that would lie there wholly is none of floor's.
      const after = padding + (ceil ? stride - 1 : 0);
      this.#pad(x, `${output}/padded`, [0, 0, padding, after, padding, after, 0, 0], LOWEST);
      from = `${output}/padded`;
    }
    this.#node('MaxPool', output, [from], {
      T: FLOAT,
      ksize: list([1, size, size, 1]),
      strides: list([1, stride, stride, 1]),
      padding: text('VALID'),
      data_format: text('NHWC'),
    });
  }

  #pad(x: string, output: string, paddings: readonly number[], value: number): void {
    const sides = this.#ints(`${output}/paddings`, paddings, [4, 2]);
    this.#constant({
      name: `${output}/value`,
      shape: [],
      dtype: 'float32',
      read: async () => Float32Array.of(value),
    });
    this.#node('PadV2', output, [x, sides, `${output}/value`], { T: FLOAT, Tpaddings: INT });
  }

  #concat(inputs: readonly string[], output: string): void {
    const axis = this.#ints(`${output}/axis`, [3], []);
    this.#node('ConcatV2', output, [...inputs, axis], {
      T: FLOAT,
      Tidx: INT,
      N: { i: String(inputs.length) },
    });
  }

  /** @param groups of a filter that is to be one for all inputs, with zeros where groups do not meet */
  #filter(name: string, groups = 1): string {
    const tensor = this.#parameters.get(name)!;
    const [outputs, inputs, height, width] = tensor.shape as [number, number, number, number];
    this.#constant({
      name,
      shape: [height, width, inputs * groups, outputs],
      dtype: 'float32',
      read: async () => {
        const values = await tensor.read();
        return groups > 1 ? blockDiagonal(values, tensor.shape, groups) : toHwio(values, tensor.shape);
      },
    });
    return name;
  }

  #vector(name: string): string {
    const tensor = this.#parameters.get(name)!;
    this.#constant({ name, shape: tensor.shape, dtype: 'float32', read: () => tensor.read() });
    return name;
  }

  #ints(name: string, values: readonly number[], shape: readonly number[] = [values.length]): string {
    this.#constant({ name, shape, dtype: 'int32', read: async () => Int32Array.from(values) });
    return name;
  }

  #constant(weight: TfjsWeight): void {
    const dtype = weight.dtype === 'float32' ? FLOAT : INT;
    const dim = weight.shape.map((size) => ({ size: String(size) }));
    this.weights.push(weight);
    this.#node('Const', weight.name, [], {
      dtype,
      value: { tensor: { dtype: dtype['type'], tensorShape: { dim } } },
    });
  }

  #node(op: string, name: string, input: readonly string[], attr: Readonly<Record<string, Attribute>>): void {
    this.nodes.push({ name, op, input, attr });
  }
}

function valueName(value: number): string {
  return value === 0 ? 'input' : `value${value}`;
}

function at(value: string, index: number): string {
  return index === 0 ? value : `${value}:${index}`;
}

/** Texts of attributes are bytes, and JSON has them in base64. */
function text(value: string): Attribute {
  return { s: Buffer.from(value).toString('base64') };
}
