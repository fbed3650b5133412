import { BatchNorm } from '../layers/batchNorm.ts';
import { Convolution } from '../layers/convolution.ts';
import type { Pass, Then } from '../pass.ts';
import { Branch, type BranchOptions } from './branch.ts';

/** Form C: all paths at once, as one grouped convolution between two 1x1 convolutions. */
export class GroupedBranch extends Branch {
  readonly conv1: Convolution;
  readonly conv2: Convolution;
  readonly conv3: Convolution;
  readonly #firstNorm: number;

  constructor(options: BranchOptions) {
    super();
    const { inputs, outputs, pathWidth, cardinality, stride, dilation, norm, lastNorm, firstNorm } = options;
    const width = pathWidth * cardinality;
    const follow = (channels: number) => (norm ? { norm: new BatchNorm(channels) } : { bias: true });
    this.conv1 = new Convolution({ inputs, outputs: width, kernel: 1, ...follow(width) });
    // The stride is here and not on the first 1x1, which would throw away three pixels of four unseen.
    this.conv2 = new Convolution({
      inputs: width,
      outputs: width,
      kernel: 3,
      stride,
      padding: dilation,
      dilation,
      groups: cardinality,
      ...follow(width),
    });
    this.conv3 = new Convolution({ inputs: width, outputs, kernel: 1, ...(lastNorm && follow(outputs)) });
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
      [`bn${first + 2}`]: this.conv3.norm,
    };
  }

  run<T>(pass: Pass<T>, x: T, then?: Then<T>): T {
    const reduced = pass.convolution(this.conv1, x, { relu: true });
    const transformed = pass.convolution(this.conv2, reduced, { relu: true });
    return pass.convolution(this.conv3, transformed, then);
  }
}
