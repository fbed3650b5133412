import { Convolution } from '../layers/convolution.ts';
import type { Pass, Then } from '../pass.ts';
import { Branch, follow, transform, type BranchOptions } from './branch.ts';

/** Form C: all paths at once, as one grouped convolution between two 1x1 convolutions. */
export class GroupedBranch extends Branch {
  readonly conv1: Convolution;
  readonly conv2: Convolution;
  readonly conv3: Convolution;
  readonly #firstNorm: number;

  constructor(options: BranchOptions) {
    super();
    const { inputs, outputs, pathWidth, cardinality, lastNorm, firstNorm } = options;
    const width = pathWidth * cardinality;
    this.conv1 = new Convolution({ inputs, outputs: width, kernel: 1, ...follow(options, width) });
    this.conv2 = transform(options, width, cardinality);
    this.conv3 = new Convolution({
      inputs: width,
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
    const first = this.#firstNorm;
    return {
      conv1: this.conv1,
      [`bn${first}`]: this.conv1.norm,
      conv2: this.conv2,
      [`bn${first + 1}`]: this.conv2.norm,
      conv3: this.conv3,
      [`bn${first + 2}`]: this.conv3.norm,
    };
  }

  run<T>(pass: Pass<T>, x: T, then?: Then<T>): T {
    const reduced = pass.convolution(this.conv1, x, { relu: true });
    const transformed = pass.convolution(this.conv2, reduced, { relu: true });
    return pass.convolution(this.conv3, transformed, then);
  }
}
