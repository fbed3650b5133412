/** A tensor's memory: an object around it, freed by `release` or by the garbage collector. */
export type Memory = object & { readonly memory: unique symbol };

/**
 * What `native/node` exports, a line a function. The addon checks types and sizes of what it is given,
 * and throws an Error where they are wrong.
 */
export interface Addon {
  allocate(bytes: number): Memory;
  release(memory: Memory): void;
  /** Copies values to the memory's start. */
  write(memory: Memory, values: ArrayBufferView): void;
  /** Copies from the memory's start as many bytes as `values` has. */
  read(memory: Memory, values: ArrayBufferView): void;
  /** Its bytes, without a copy: to be used at once, and never after `release`. */
  view(memory: Memory): ArrayBuffer;
  /** [bytes in buffers and scratch memory, bytes held of the system] */
  memoryUse(): [number, number];
  trim(): void;
  threads(): number;
  setThreads(count: number): void;
  /** The instruction set that kernels run on: avx512, avx2, baseline or neon. */
  isa(): string;
  /** The most that all threads can compute, in GFLOPS; measured for so many seconds. */
  fmaPeak(seconds: number): number;
  /** `sizes` is the layout of a and b, see `kernels/core/layout.ts`. */
  binary(
    operation: number,
    integers: boolean,
    rank: number,
    sizes: Int32Array,
    a: Memory,
    b: Memory,
    y: Memory,
  ): void;
  unary(operation: number, size: number, x: Memory, y: Memory, low: number, high: number): void;
  /** y [outer, inner] of x [outer, length, inner]. */
  reduce(
    operation: number,
    integers: boolean,
    outer: number,
    length: number,
    inner: number,
    x: Memory,
    y: Memory,
  ): void;
  /** Elements of `bytes` each; `sizes` is the layout of x and y, the offsets are in elements. */
  copy(
    bytes: number,
    rank: number,
    sizes: Int32Array,
    x: Memory,
    xOffset: number,
    y: Memory,
    yOffset: number,
  ): void;
  /** Every element's 32 bits, given as an int32. */
  fill(size: number, bits: number, y: Memory): void;
  /**
   * How many floats a filter takes once packed. For `sizes` here and below, 16 of them, see
   * `kernels/ops/convolutionSizes.ts`.
   */
  packedFilterSize(sizes: Int32Array): number;
  packFilter(sizes: Int32Array, filter: Memory, packed: Memory): void;
  /** y = relu?(convolution(x, packed) + bias + residual) */
  convolve(
    sizes: Int32Array,
    x: Memory,
    packed: Memory,
    bias: Memory | undefined,
    residual: Memory | undefined,
    y: Memory,
    relu: boolean,
  ): void;
  convolveInputGradient(sizes: Int32Array, dy: Memory, filter: Memory, dx: Memory): void;
  convolveFilterGradient(sizes: Int32Array, x: Memory, dy: Memory, dfilter: Memory): void;
  /** Over the rows of x [rows, channels]. */
  batchNorm(
    rows: number,
    channels: number,
    epsilon: number,
    relu: boolean,
    x: Memory,
    scale: Memory,
    offset: Memory,
    residual: Memory | undefined,
    y: Memory,
    mean: Memory,
    variance: Memory,
  ): void;
  /** y and dresidual only where there are both a ReLU and a residual. */
  batchNormGradient(
    rows: number,
    channels: number,
    epsilon: number,
    relu: boolean,
    dy: Memory,
    x: Memory,
    y: Memory | undefined,
    scale: Memory,
    offset: Memory,
    mean: Memory,
    variance: Memory,
    dx: Memory,
    dscale: Memory,
    doffset: Memory,
    dresidual: Memory | undefined,
  ): void;
  /** `window` as of `kernels/ops/window.ts`. */
  maxPool(window: Int32Array, channels: number, x: Memory, y: Memory): void;
  maxPoolGradient(window: Int32Array, channels: number, dy: Memory, x: Memory, y: Memory, dx: Memory): void;
  /** y [batch, channels] of x [batch, pixels, channels]. */
  averagePool(batch: number, pixels: number, channels: number, x: Memory, y: Memory): void;
  averagePoolGradient(batch: number, pixels: number, channels: number, dy: Memory, dx: Memory): void;
  /** Either labels or targets. */
  softmaxCrossEntropy(
    batch: number,
    classes: number,
    labelSmoothing: number,
    logits: Memory,
    labels: Memory | undefined,
    targets: Memory | undefined,
    loss: Memory,
    dlogits: Memory,
  ): void;
  /** What is written may be what is read. */
  sgdUpdate(
    size: number,
    learningRate: number,
    momentum: number,
    dampening: number,
    weightDecay: number,
    nesterov: boolean,
    parameter: Memory,
    gradient: Memory,
    velocity: Memory,
    nextParameter: Memory,
    nextVelocity: Memory,
  ): void;
  /** next = average * keep + value * take */
  movingAverage(size: number, keep: number, take: number, average: Memory, value: Memory, next: Memory): void;
}
