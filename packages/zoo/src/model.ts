import { reshape, tidy, type Rank, type Tensor2D, type Tensor4D, type Variable } from '@tensorflow/tfjs-core';
import { conv2d } from '@resnext/ops';
import { InferencePass, RecomputingPass, TrainingPass } from '@resnext/blocks';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { ZooError } from './errors.ts';
import { convertFormInto } from './network/convertForm.ts';
import { copyLeaves } from './network/copy.ts';
import { foldInto } from './network/fold.ts';
import { Network } from './network/network.ts';
import { resolveRow } from './rows/models.ts';
import { parseRow, type ModelRow } from './rows/row.ts';
import { zeroInitialiseLast } from './network/zeroInitialise.ts';
import { loadStateDict, stateDict, type StateDict } from './weights/stateDict.ts';

export interface CreateModelOptions {
  /** Of the generator that draws the first weights; 0 unless told. */
  readonly seed?: number;
  /**
   * Whether the last batch norm of each block starts as zeros, so that at first a block does nothing
   * (arXiv 1706.02677, section 5.1); false unless told.
   */
  readonly zeroInitialiseLast?: boolean;
}

export interface ForwardOptions {
  /** Whether batch norms use the batch's statistics and move the running ones; false unless told. */
  readonly training?: boolean;
  /** Whether gradients compute what happens inside the blocks again instead of keeping it; false unless told. */
  readonly recompute?: boolean;
}

export interface ClassifierOptions {
  readonly classes: number;
  readonly classNames?: readonly string[];
  /** Of the generator that draws the new weights; 0 unless told. */
  readonly seed?: number;
}

/** Stage outputs by their names in the detection literature: `c2` is the first stage's, and so on. */
export type Features = Record<`c${number}`, Tensor4D>;

/** What a network says of a batch, and what it says it of. */
export interface LogitsAndFeatures {
  /** [N, classes], the very bits of {@link Model.forward} */
  readonly logits: Tensor2D;
  /** [N, h, w, features], which the network averages over the places and classifies. */
  readonly features: Tensor4D;
}

/** A ResNeXt with weights. Its tensors are the engine's: call {@link Model.dispose} when done. */
export class Model {
  readonly row: ModelRow;
  readonly #network: Network;

  /** For {@link createModel} and its like: a network that may have no weights yet. */
  constructor(row: ModelRow, network: Network) {
    this.row = row;
    this.#network = network;
  }

  /**
   * @param x [N, H, W, channels], normalised as the row's preprocessing says (see `prepareBatch`)
   * @returns logits [N, classes]
   * @throws ZooError when x does not have the network's channels, or a folded network is to train.
   */
  forward(x: Tensor4D, { training = false, recompute = false }: ForwardOptions = {}): Tensor2D {
    this.#check(x, training);
    const Pass = !training ? InferencePass : recompute ? RecomputingPass : TrainingPass;
    return tidy(() => {
      const { logits } = this.#network.run(new Pass(), x);
      return reshape(logits, [x.shape[0], this.row.classes]);
    });
  }

  /**
   * The outputs of the stages, at strides 4, 8, 16 and 32 of an ImageNet network, or as far as the
   * row's `outputStride`: a backbone for detection and segmentation.
   *
   * @param x as for {@link Model.forward}
   * @throws ZooError when x does not have the network's channels.
   */
  features(x: Tensor4D): Features {
    this.#check(x, false);
    return tidy(() => {
      const stages = this.#network.runStages(new InferencePass(), x);
      return Object.fromEntries(stages.map((stage, index) => [`c${index + 2}`, stage]));
    });
  }

  /**
   * {@link Model.forward}, and the features that {@link Model.classActivations} takes, in one pass.
   *
   * @param x as for {@link Model.forward}
   * @throws ZooError when x does not have the network's channels.
   */
  forwardWithFeatures(x: Tensor4D): LogitsAndFeatures {
    this.#check(x, false);
    return tidy(() => {
      const { logits, features } = this.#network.run(new InferencePass(), x);
      return { logits: reshape<Rank.R2>(logits, [x.shape[0], this.row.classes]), features };
    });
  }

  /**
   * How much each place speaks for each class: class activation maps (arXiv 1512.04150), in units of the logit. The mean
   * of a map and the class's bias are the logit.
   *
   * @param features [N, h, w, features] of {@link Model.forwardWithFeatures}
   * @returns [N, h, w, classes]
   */
  classActivations(features: Tensor4D): Tensor4D {
    return conv2d(features, this.#network.fc.weight.filter);
  }

  /** A copy for inference, with every batch norm that follows a convolution merged into it. */
  fold(): Model {
    const row = parseRow({ ...this.row, folded: true });
    const network = new Network(row);
    if (this.row.folded) copyLeaves(this.#network, network);
    else foldInto(this.#network, network);
    return new Model(row, network);
  }

  /** A copy with weights of its own. */
  copy(): Model {
    const network = new Network(this.row);
    copyLeaves(this.#network, network);
    return new Model(this.row, network);
  }

  /** A copy for other classes: all weights but the last layer's, which are drawn anew. */
  withClassifier({ classes, classNames, seed = 0 }: ClassifierOptions): Model {
    const { classNames: _, ...row } = this.row;
    const other = parseRow({ ...row, classes, ...(classNames && { classNames }) });
    const network = new Network(other);
    const random = xoroshiro128plus(seed);
    for (const [, parameter] of network.fc.parameters()) parameter.initialise(random);
    copyLeaves(this.#network, network, (name) => !name.startsWith('fc.'));
    return new Model(other, network);
  }

  /**
   * A copy in another form, which computes the same function from the same numbers.
   *
   * @throws ZooError when the model is folded: a bias of a sum has no path to go to.
   */
  toForm(form: ModelRow['form']): Model {
    if (this.row.folded) {
      throw new ZooError(
        'ZOO_FOLDED',
        'expected a model with its batch norms to convert but received a folded one',
      );
    }
    const row = parseRow({ ...this.row, form });
    const network = new Network(row);
    convertFormInto(this.#network, network, row.cardinality);
    return new Model(row, network);
  }

  /** The trainable variables by their names in the state dict. */
  parameters(): Map<string, Variable> {
    const trainable = [...this.#network.parameters()].filter(([, parameter]) => parameter.trainable);
    return new Map(trainable.map(([name, parameter]) => [name, parameter.variable]));
  }

  /** All variables by their names in the state dict: running statistics and frozen ones too. */
  variables(): Map<string, Variable> {
    return new Map([...this.#network.parameters()].map(([name, parameter]) => [name, parameter.variable]));
  }

  /**
   * Keeps the parameters of these names as they are from now on. A batch norm that is frozen as a whole normalises by
   * its running statistics, in training too.
   *
   * @returns how many are frozen now
   */
  freeze(matches: (name: string) => boolean): number {
    const all = [...this.#network.parameters()].map(([name, parameter]) => ({ name, parameter }));
    const frozen = all.filter(({ name, parameter }) => parameter.trainable && matches(name));
    for (const { parameter } of frozen) parameter.freeze();
    return frozen.length;
  }

  /** Every tensor in the layout of files, read from the backend when asked for. */
  stateDict(): StateDict {
    return stateDict(this.#network);
  }

  /**
   * Takes over weights from files' layout and names. Everything is checked before anything is written.
   *
   * @throws ZooError when a tensor is missing, unknown or of another shape.
   */
  loadStateDict(dict: StateDict): Promise<void> {
    return loadStateDict(this.#network, dict, this.row.name);
  }

  dispose(): void {
    this.#network.dispose();
  }

  #check(x: Tensor4D, training: boolean): void {
    const { channels, folded } = this.row;
    if (x.rank !== 4 || x.shape[3] !== channels) {
      throw new ZooError(
        'ZOO_BAD_INPUT',
        `expected images [N, H, W, ${channels}] for ${this.row.name} but received [${x.shape.join(', ')}]`,
      );
    }
    if (training && folded) {
      throw new ZooError(
        'ZOO_FOLDED',
        'expected a model with its batch norms to train but received a folded one',
      );
    }
  }
}

/**
 * A new model with random weights, drawn as the authors do.
 *
 * @throws ZooError when there is no such model, or the row makes no network.
 */
export function createModel(
  nameOrRow: string | ModelRow,
  { seed = 0, zeroInitialiseLast: zero = false }: CreateModelOptions = {},
): Model {
  const row = resolveRow(nameOrRow);
  const network = new Network(row);
  const random = xoroshiro128plus(seed);
  for (const [, parameter] of network.parameters()) parameter.initialise(random);
  if (zero) zeroInitialiseLast(network);
  return new Model(row, network);
}
