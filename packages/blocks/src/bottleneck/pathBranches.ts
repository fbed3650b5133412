import { BatchNorm } from '../layers/batchNorm.ts';
import { Convolution } from '../layers/convolution.ts';
import { Module, ModuleList } from '../module.ts';
import type { Pass, Then } from '../pass.ts';
import { Branch, follow, transform, type BranchOptions } from './branch.ts';

/** One path of forms A and B: `pathWidth` channels of their own, and in form A an exit of its own. */
class Path extends Module {
  readonly conv1: Convolution;
  readonly conv2: Convolution;
  readonly conv3: Convolution | undefined;
  readonly #firstNorm: number;

  constructor(options: BranchOptions, exit: boolean) {
    super();
    const { inputs, outputs, pathWidth, firstNorm } = options;
    this.conv1 = new Convolution({ inputs, outputs: pathWidth, kernel: 1, ...follow(options, pathWidth) });
    this.conv2 = transform(options, pathWidth);
    if (exit) this.conv3 = new Convolution({ inputs: pathWidth, outputs, kernel: 1 });
    this.#firstNorm = firstNorm;
  }

  get members() {
    const first = this.#firstNorm;
    return {
      conv1: this.conv1,
      [`bn${first}`]: this.conv1.norm,
      conv2: this.conv2,
      [`bn${first + 1}`]: this.conv2.norm,
      conv3: this.conv3,
    };
  }

  run<T>(pass: Pass<T>, x: T): T {
    return pass.convolution(this.conv2, pass.convolution(this.conv1, x, { relu: true }), { relu: true });
  }
}

/** Form B: the paths' channels are concatenated before one 1x1 convolution. */
export class ConcatenatedBranch extends Branch {
  readonly paths: readonly Path[];
  readonly conv3: Convolution;
  readonly #firstNorm: number;

  constructor(options: BranchOptions) {
    super();
    const { outputs, pathWidth, cardinality, lastNorm, firstNorm } = options;
    this.paths = Array.from({ length: cardinality }, () => new Path(options, false));
    this.conv3 = new Convolution({
      inputs: pathWidth * cardinality,
      outputs,
      kernel: 1,
      ...(lastNorm && follow(options, outputs)),
    });
    this.#firstNorm = firstNorm;
  }

  get lastNorm() {
    return this.conv3.norm;
  }

  get members() {
    return {
      paths: new ModuleList(this.paths),
      conv3: this.conv3,
      [`bn${this.#firstNorm + 2}`]: this.conv3.norm,
    };
  }

  run<T>(pass: Pass<T>, x: T, then?: Then<T>): T {
    const transformed = this.paths.map((path) => path.run(pass, x));
    return pass.convolution(this.conv3, pass.concat(transformed), then);
  }
}

/** Form A: each path has its own 1x1 convolution, and the results are summed before one batch norm. */
export class SummedBranch extends Branch {
  readonly paths: readonly Path[];
  /** It follows a sum, so folding leaves it in place. */
  readonly lastNorm: BatchNorm | undefined;
  readonly #firstNorm: number;

  constructor(options: BranchOptions) {
    super();
    this.paths = Array.from({ length: options.cardinality }, () => new Path(options, true));
    if (options.lastNorm) this.lastNorm = new BatchNorm(options.outputs);
    this.#firstNorm = options.firstNorm;
  }

  get members() {
    return { paths: new ModuleList(this.paths), [`bn${this.#firstNorm + 2}`]: this.lastNorm };
  }

  run<T>(pass: Pass<T>, x: T, then: Then<T> = {}): T {
    const sum = this.paths
      .map((path) => pass.convolution(path.conv3!, path.run(pass, x)))
      .reduce((total, part) => pass.add(total, part));
    if (this.lastNorm) return pass.batchNorm(this.lastNorm, sum, then);
    return then.residual === undefined ? sum : pass.add(sum, then.residual, then);
  }
}
