import { matMul, ones, sum, tidy } from '@tensorflow/tfjs-core';

const SIZE = 2048;
const ROUNDS = 5;

/** The most that TensorFlow makes of this device: the fastest of a few products of large matrices, in GFLOPS. */
export async function measureProduct(): Promise<number> {
  const a = ones([SIZE, SIZE]);
  const multiply = (): number => {
    const start = performance.now();
    // Reading the sum waits for the product.
    tidy(() => sum(matMul(a, a)).dataSync());
    return performance.now() - start;
  };
  try {
    multiply();
    const milliseconds = Math.min(...Array.from({ length: ROUNDS }, multiply));
    return (2 * SIZE ** 3) / (milliseconds * 1e6);
  } finally {
    a.dispose();
  }
}
