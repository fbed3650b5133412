import type { BatchNorm, Convolution, Module, Part, Pass, PoolWindow, Then } from '@resnext/blocks';
import { EPSILON } from '@resnext/blocks';
import { Network } from './network/network.ts';
import type { ModelRow } from './rows/row.ts';

/** The number of the node whose output is meant; 0 is the image. */
export type Value = number;

interface ConvolutionNode {
  readonly op: 'convolution';
  readonly inputs: readonly [Value];
  /** The layer's name in the state dict: its parameters are `NAME.weight` and perhaps `NAME.bias`. */
  readonly name: string;
  readonly bias: boolean;
  /** Whether files hold its weight as a matrix [outputs, inputs]. */
  readonly linear: boolean;
  readonly channels: readonly [inputs: number, outputs: number];
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
}

interface BatchNormNode {
  readonly op: 'batchNorm';
  readonly inputs: readonly [Value];
  /** Its vectors are `NAME.weight`, `NAME.bias`, `NAME.running_mean` and `NAME.running_var`. */
  readonly name: string;
  readonly epsilon: number;
}

interface MaxPoolNode {
  readonly op: 'maxPool';
  readonly inputs: readonly [Value];
  readonly window: PoolWindow;
}

interface PadChannelsNode {
  readonly op: 'padChannels';
  readonly inputs: readonly [Value];
  /** So many channels of zeros, behind those that are there. */
  readonly added: number;
}

interface PlainNode {
  /** `gate`: the first input times the sigmoid of the second. */
  readonly op: 'image' | 'relu' | 'globalAveragePool' | 'add' | 'gate' | 'concat';
  readonly inputs: readonly Value[];
}

export type GraphNode = ConvolutionNode | BatchNormNode | MaxPoolNode | PadChannelsNode | PlainNode;

/**
 * What a network computes, as a list of operations: each one's inputs stand before it, the first is the
 * image and the last gives logits [N, 1, 1, classes]. For those who write it down for other programs.
 */
export function graphOf(row: ModelRow): readonly GraphNode[] {
  const network = new Network(row);
  const pass = new GraphPass(
    new Map([...network.modules()].map(([name, module]) => [module, name])),
    row.channels,
  );
  network.run(pass, 0);
  return pass.nodes;
}

class GraphPass implements Pass<Value> {
  readonly nodes: GraphNode[] = [{ op: 'image', inputs: [] }];
  readonly #names: ReadonlyMap<Module, string>;
  /** Of each node's output. */
  readonly #channels: number[];

  constructor(names: ReadonlyMap<Module, string>, imageChannels: number) {
    this.#names = names;
    this.#channels = [imageChannels];
  }

  convolution(layer: Convolution, x: Value, then?: Then<Value>): Value {
    const { kernel, stride, padding, dilation, groups } = layer;
    const y = this.#add({
      op: 'convolution',
      inputs: [x],
      name: this.#names.get(layer)!,
      bias: layer.bias !== undefined,
      linear: layer.weight.kind === 'linear',
      channels: [layer.inputs, layer.outputs],
      kernel,
      stride,
      padding,
      dilation,
      groups,
    });
    return layer.norm ? this.batchNorm(layer.norm, y, then) : this.#then(y, then);
  }

  batchNorm(layer: BatchNorm, x: Value, then?: Then<Value>): Value {
    const name = this.#names.get(layer)!;
    return this.#then(this.#add({ op: 'batchNorm', inputs: [x], name, epsilon: EPSILON }), then);
  }

  add(x: Value, y: Value, then: { readonly relu?: boolean } = {}): Value {
    return this.#then(x, { residual: y, relu: then.relu });
  }

  concat(parts: readonly Value[]): Value {
    return this.#add({ op: 'concat', inputs: parts });
  }

  padChannels(x: Value, channels: number): Value {
    return this.#add({ op: 'padChannels', inputs: [x], added: channels - this.#channels[x]! });
  }

  maxPool(x: Value, window: PoolWindow): Value {
    return this.#add({ op: 'maxPool', inputs: [x], window });
  }

  globalAveragePool(x: Value): Value {
    return this.#add({ op: 'globalAveragePool', inputs: [x] });
  }

  gate(x: Value, gates: Value): Value {
    return this.#add({ op: 'gate', inputs: [x, gates] });
  }

  part(part: Part, x: Value): Value {
    return part.run(this, x);
  }

  #then(x: Value, { residual, relu }: Then<Value> = {}): Value {
    const sum = residual === undefined ? x : this.#add({ op: 'add', inputs: [x, residual] });
    return relu ? this.#add({ op: 'relu', inputs: [sum] }) : sum;
  }

  #add(node: GraphNode): Value {
    const inputs = node.inputs.map((input) => this.#channels[input]!);
    this.#channels.push(channelsOf(node, inputs));
    return this.nodes.push(node) - 1;
  }
}

/** How many channels a node gives, whose inputs have so many. */
function channelsOf(node: GraphNode, inputs: readonly number[]): number {
  const sum = inputs.reduce((total, channels) => total + channels, 0);
  if (node.op === 'convolution') return node.channels[1];
  if (node.op === 'padChannels') return sum + node.added;
  return node.op === 'concat' ? sum : inputs[0]!;
}
