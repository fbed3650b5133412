/** What TensorFlow writes about a GPU that it does not take, and what that means. The first that fits counts. */
const causes: readonly (readonly [pattern: RegExp, meaning: (match: RegExpExecArray) => string])[] = [
  [
    /Cuda compute capability (\d+\.\d+).*minimum required Cuda capability is (\d+\.\d+)/is,
    ([, has, needs]) =>
      `the GPU's compute capability is ${has} and TensorFlow needs ${needs}: use a newer GPU, or native`,
  ],
  [
    /Could not load dynamic library '([^']+)'/,
    ([, library]) =>
      `the CUDA library ${library} is not found: install it where the loader looks (docs/gpu.md)`,
  ],
  [
    /Cannot dlopen some GPU libraries/,
    () => 'some CUDA libraries are not found: install CUDA and cuDNN where the loader looks (docs/gpu.md)',
  ],
  [
    /Could not find cuda drivers|libcuda\.so|CUDA_ERROR_NO_DEVICE|UNKNOWN ERROR \(303\)/i,
    () => 'there is no NVIDIA GPU, or no driver for it: install the driver (docs/gpu.md), or use native',
  ],
  [/(CUDA_ERROR_\w+)/, ([, error]) => `CUDA does not start (${error}): run nvidia-smi, and see docs/gpu.md`],
];

/** @param log what TensorFlow wrote on stderr while it took no GPU */
export function explainGpu(log: string): string {
  for (const [pattern, meaning] of causes) {
    const match = pattern.exec(log);
    if (match) return meaning(match);
  }
  return 'TensorFlow finds no GPU here and does not say why: run nvidia-smi, and see docs/gpu.md';
}
