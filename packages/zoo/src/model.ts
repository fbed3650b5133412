import { reshape, tidy, type Tensor2D, type Tensor4D, type Variable } from '@tensorflow/tfjs-core';
import { InferencePass, TrainingPass } from '@resnext/blocks';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { ZooError } from './errors.ts';
import { convertFormInto } from './network/convertForm.ts';
import { copyLeaves } from './network/copy.ts';
import { foldInto } from './network/fold.ts';
import { Network } from './network/network.ts';
import { resolveRow } from './rows/models.ts';
import { parseRow, type ModelRow } from './rows/row.ts';
import { loadStateDict, stateDict, type StateDict } from './weights/stateDict.ts';

export interface CreateModelOptions {
  /** Of the generator that draws the first weights; 0 unless told. */
  readonly seed?: number;
}

/** Stage outputs by their names in the detection literature: `c2` is the first stage's, and so on. */
export type Features = Record<`c${number}`, Tensor4D>;

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
   * @param options with `training`, batch norms use the batch's statistics and move the running ones
   * @returns logits [N, classes]
   * @throws ZooError when x does not have the network's channels, or a folded network is to train.
   */
  forward(x: Tensor4D, { training = false }: { readonly training?: boolean } = {}): Tensor2D {
    this.#check(x, training);
    return tidy(() => {
      const { logits } = this.#network.run(training ? new TrainingPass() : new InferencePass(), x);
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

  /** A copy for inference, with every batch norm that follows a convolution merged into it. */
  fold(): Model {
    const row = parseRow({ ...this.row, folded: true });
    const network = new Network(row);
    if (this.row.folded) copyLeaves(this.#network, network);
    else foldInto(this.#network, network);
    return new Model(row, network);
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
export function createModel(nameOrRow: string | ModelRow, { seed = 0 }: CreateModelOptions = {}): Model {
  const row = resolveRow(nameOrRow);
  const network = new Network(row);
  const random = xoroshiro128plus(seed);
  for (const [, parameter] of network.parameters()) parameter.initialise(random);
  return new Model(row, network);
}
