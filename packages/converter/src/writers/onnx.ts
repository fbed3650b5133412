import { graphOf, piecesOf, writeWhole, type GraphNode, type StateTensor } from '@resnext/zoo';
import { ConverterError } from '../errors.ts';
import { sizeOf } from '../transforms.ts';
import { MessageWriter } from './protobuf.ts';
import type { Writable, Writer } from './writer.ts';

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT = 1;
const INT64 = 7;
/** A message of protocol buffers ends here. */
const MOST_BYTES = 2 ** 31 - 1;

/** A ModelProto of plain operators, for a batch and images of any size: input [N, C, H, W], output [N, classes]. */
export const onnxWriter: Writer = {
  name: 'onnx',
  title: 'ONNX',
  endings: ['.onnx'],
  async write(path, model) {
    const message = modelOf(model);
    if (message.length > MOST_BYTES) {
      throw new ConverterError(
        'CONVERTER_UNSUPPORTED',
        `expected a model of at most ${MOST_BYTES} bytes for ONNX but ${model.row.name} has ${message.length}; write safetensors instead`,
      );
    }
    await writeWhole(path, async (append) => {
      for await (const piece of message.pieces()) await append(piece);
    });
  },
};

function modelOf({ row, weights, metadata }: Writable): MessageWriter {
  const graph = new MessageWriter();
  const writer = new GraphWriter(graph, weights);
  graphOf(row).forEach((node, index) => writer.add(node, index));
  graph.text(2, row.name);
  for (const initializer of writer.initializers) graph.message(5, initializer);
  graph.message(11, valueInfo('input', ['batch', row.channels, 'height', 'width']));
  graph.message(12, valueInfo('logits', ['batch', row.classes]));
  const model = new MessageWriter().int(1, IR_VERSION).text(2, 'resnext').message(7, graph);
  model.message(8, new MessageWriter().text(1, '').int(2, OPSET));
  for (const [key, value] of Object.entries(metadata))
    model.message(14, new MessageWriter().text(1, key).text(2, value));
  return model;
}

/** A value's name, type and axes, those of no fixed size by names. */
function valueInfo(name: string, axes: readonly (string | number)[]): MessageWriter {
  const shape = new MessageWriter();
  for (const axis of axes) {
    const dimension = new MessageWriter();
    shape.message(1, typeof axis === 'number' ? dimension.int(1, axis) : dimension.text(2, axis));
  }
  const tensor = new MessageWriter().int(1, FLOAT).message(2, shape);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
}

type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

class GraphWriter {
  readonly initializers: MessageWriter[] = [];
  readonly #graph: MessageWriter;
  readonly #weights: ReadonlyMap<string, StateTensor>;

  constructor(graph: MessageWriter, weights: ReadonlyMap<string, StateTensor>) {
    this.#graph = graph;
    this.#weights = weights;
  }

  add(node: GraphNode, index: number): void {
    const [x = ''] = node.inputs.map(valueName);
    const output = valueName(index);
    const inputs = node.inputs.map(valueName);
    switch (node.op) {
      case 'image':
        return;
      case 'convolution':
        return this.#convolution(node, x, output);
      case 'batchNorm': {
        const names = ['weight', 'bias', 'running_mean', 'running_var'].map((role) =>
          this.#weight(`${node.name}.${role}`),
        );
        return this.#node('BatchNormalization', [x, ...names], output, { epsilon: { float: node.epsilon } });
      }
      case 'relu':
        return this.#node('Relu', [x], output);
      case 'add':
        return this.#node('Add', inputs, output);
      case 'concat':
        return this.#node('Concat', inputs, output, { axis: 1 });
      case 'globalAveragePool':
        return this.#node('GlobalAveragePool', [x], output);
      case 'gate':
        this.#node('Sigmoid', [inputs[1]!], `${output}.sigmoid`);
        return this.#node('Mul', [x, `${output}.sigmoid`], output);
      case 'maxPool': {
        const { size, stride, padding, ceil } = node.window;
        const square = (value: number): number[] => [value, value];
        return this.#node('MaxPool', [x], output, {
          kernel_shape: square(size),
          strides: square(stride),
          pads: [...square(padding), ...square(padding)],
          ceil_mode: ceil ? 1 : 0,
        });
      }
      case 'padChannels': {
        if (node.added === 0) return this.#node('Identity', [x], output);
        this.initializers.push(constant(`${output}.pads`, [0, 0, 0, 0, 0, node.added, 0, 0]));
        return this.#node('Pad', [x, `${output}.pads`], output);
      }
    }
  }

  #convolution(node: GraphNode & { readonly op: 'convolution' }, x: string, output: string): void {
    const parameters = [
      this.#weight(`${node.name}.weight`),
      ...(node.bias ? [this.#weight(`${node.name}.bias`)] : []),
    ];
    if (node.linear) {
      this.#node('Flatten', [x], `${output}.flat`, { axis: 1 });
      return this.#node('Gemm', [`${output}.flat`, ...parameters], 'logits', { transB: 1 });
    }
    const { kernel, stride, padding, dilation, groups } = node;
    this.#node('Conv', [x, ...parameters], output, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [padding, padding, padding, padding],
      dilations: [dilation, dilation],
      group: groups,
    });
  }

  #weight(name: string): string {
    const tensor = this.#weights.get(name)!;
    const message = new MessageWriter();
    for (const size of tensor.shape) message.int(1, size);
    message.int(2, FLOAT).text(8, name);
    message.later(9, sizeOf(tensor.shape) * Float32Array.BYTES_PER_ELEMENT, () => piecesOf(tensor));
    this.initializers.push(message);
    return name;
  }

  #node(type: string, inputs: readonly string[], output: string, attributes: Attributes = {}): void {
    const node = new MessageWriter();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, output).text(4, type);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#graph.message(1, node);
  }
}

function valueName(value: number): string {
  return value === 0 ? 'input' : `value${value}`;
}

const attributeTypes = { float: 1, int: 2, ints: 7 };

function attribute(name: string, value: Attributes[string]): MessageWriter {
  const message = new MessageWriter().text(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, attributeTypes.int);
  if ('float' in value) return message.float(2, value.float).int(20, attributeTypes.float);
  for (const each of value) message.int(8, each);
  return message.int(20, attributeTypes.ints);
}

function constant(name: string, values: readonly number[]): MessageWriter {
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  const message = new MessageWriter().int(1, values.length).int(2, INT64).text(8, name);
  return message.later(9, bytes.length, async function* () {
    yield bytes;
  });
}
