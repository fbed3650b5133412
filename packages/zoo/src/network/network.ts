import {
  BatchNorm,
  Bottleneck,
  EXPANSION,
  Module,
  ModuleList,
  Stem,
  linear,
  type Convolution,
  type Pass,
} from '@resnext/blocks';
import { ZooError } from '../errors.ts';
import type { ModelRow } from '../rows/row.ts';

/** What a network says of a batch: the outputs of its stages, what it classifies of them, and [N, 1, 1, classes]. */
export interface Outputs<T> {
  readonly stages: readonly T[];
  readonly features: T;
  readonly logits: T;
}

/** Turns a row into modules; the only code that reads a row's architecture. */
export class Network extends Module {
  readonly stem: Stem;
  readonly stages: readonly ModuleList<Bottleneck>[];
  /** After the last stage of a pre-activation network, whose sums are bare. */
  readonly norm: BatchNorm | undefined;
  readonly fc: Convolution;

  constructor(row: ModelRow) {
    super();
    const { preActivation, folded } = row;
    let inputs = row.stageWidths[0]!;
    this.stem = new Stem({
      kind: row.stem,
      inputs: row.channels,
      outputs: inputs,
      pool: row.pool,
      norm: !preActivation && !folded,
      relu: !preActivation,
      bias: !preActivation && folded,
    });
    const moves = stageMoves(row);
    this.stages = row.blocks.map((blocks, index) => {
      const { stride, steps, dilation, firstDilation } = moves[index]!;
      const features = row.stageWidths[index]!;
      const stage = Array.from({ length: blocks }, (_, block) => {
        const first = block === 0;
        const bottleneck = new Bottleneck({
          form: row.form,
          shortcut: row.shortcut,
          inputs,
          features,
          cardinality: row.cardinality,
          baseWidth: row.baseWidth,
          stride: first ? stride : 1,
          dilation: first ? firstDilation : dilation,
          reshapes: first && (steps || inputs !== features * EXPANSION),
          preActivation,
          reduction: row.reduction,
          folded,
        });
        inputs = features * EXPANSION;
        return bottleneck;
      });
      return new ModuleList(stage);
    });
    if (preActivation) this.norm = new BatchNorm(inputs);
    this.fc = linear(inputs, row.classes);
  }

  get members() {
    const stages = this.stages.map((stage, index) => [`layer${index + 1}`, stage] as const);
    return { ...this.stem.members, ...Object.fromEntries(stages), norm: this.norm, fc: this.fc };
  }

  run<T>(pass: Pass<T>, image: T): Outputs<T> {
    const stages = this.runStages(pass, image);
    const last = stages[stages.length - 1]!;
    const features = this.norm ? pass.batchNorm(this.norm, last, { relu: true }) : last;
    return { stages, features, logits: pass.convolution(this.fc, pass.globalAveragePool(features)) };
  }

  /** The stages alone: a backbone for detection and segmentation. */
  runStages<T>(pass: Pass<T>, image: T): readonly T[] {
    const stages: T[] = [];
    let x = pass.part(this.stem, image);
    for (const stage of this.stages) {
      for (const block of stage.items) x = pass.part(block, x);
      stages.push(x);
    }
    return stages;
  }
}

interface StageMove {
  /** Of the first block. */
  readonly stride: number;
  /** Whether the row's own stride, dilated away or not, is more than 1. */
  readonly steps: boolean;
  readonly dilation: number;
  /** The first block keeps the dilation of the stage before, as in torchvision. */
  readonly firstDilation: number;
}

/** The first stage keeps its size and each further one halves it, or dilates where that is enough. */
function stageMoves({ stem, blocks, outputStride }: ModelRow): StageMove[] {
  const stemStride = stem === 'imagenet' ? 4 : 1;
  const natural = blocks.map((_, index) => stemStride * 2 ** index);
  if (outputStride !== undefined && !natural.includes(outputStride)) {
    throw new ZooError(
      'ZOO_BAD_ROW',
      `expected one of ${natural.join(', ')} for outputStride but received ${outputStride}`,
    );
  }
  let dilation = 1;
  return natural.map((reached, index) => {
    const firstDilation = dilation;
    const dilates = outputStride !== undefined && reached > outputStride;
    if (dilates) dilation *= 2;
    return { stride: index === 0 || dilates ? 1 : 2, steps: index > 0, dilation, firstDilation };
  });
}
