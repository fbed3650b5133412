import type { Weights } from './readWeights.ts';

/**
 * How the first pool of a source lies on the image, where its description says: Caffe rounds up, and so
 * does MXNet when it is told to; Torch rounds down and pads.
 */
export function stemPool({ format, attributes }: Weights): 'torch' | 'caffe' | undefined {
  for (const [key, type] of attributes) {
    if (!key.endsWith('/type') || type !== 'Pooling') continue;
    const setting = (name: string) => attributes.get(`${key.slice(0, -'/type'.length)}/${name}`);
    if (format === 'caffe') return (setting('pad') ?? 0) === 0 ? 'caffe' : 'torch';
    if (format === 'mxnet') {
      const padded = !/^\(0, ?0\)$/.test(String(setting('pad') ?? '(0,0)'));
      return setting('pooling_convention') === 'full' && !padded ? 'caffe' : 'torch';
    }
  }
  return undefined;
}
