import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tensor4d, type Tensor } from '@tensorflow/tfjs-core';

/** The part of @tensorflow/tfjs-converter that is used; it is an optional peer. */
interface TfjsConverter {
  readonly loadGraphModel: (handler: object) => Promise<{ execute(inputs: Tensor): Tensor; dispose(): void }>;
}

async function load(): Promise<TfjsConverter> {
  return (await import('@tensorflow/tfjs-converter')) as TfjsConverter;
}

export async function whyNoTfjsConverter(): Promise<string | undefined> {
  return load().then(
    () => undefined,
    () =>
      'the graph model did not run in TensorFlow.js itself: install @tensorflow/tfjs-converter to compare with it',
  );
}

/** @returns logits for images [N, H, W, C], from TensorFlow.js' own loader on the selected backend */
export async function runTfjsGraph(
  path: string,
  {
    values,
    shape,
  }: { readonly values: Float32Array; readonly shape: readonly [number, number, number, number] },
): Promise<Float32Array> {
  const { loadGraphModel } = await load();
  const file = path.endsWith('.json') ? path : join(path, 'model.json');
  const json = JSON.parse(await readFile(file, 'utf8')) as {
    modelTopology: object;
    signature: object;
    weightsManifest: { paths: string[]; weights: object[] }[];
  };
  const files = json.weightsManifest
    .flatMap(({ paths }) => paths)
    .map((name) => readFile(join(dirname(file), name)));
  const weightData = new Uint8Array(Buffer.concat(await Promise.all(files))).buffer;
  const model = await loadGraphModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      format: 'graph-model',
      signature: json.signature,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData,
    }),
  });
  const images = tensor4d(values, [...shape]);
  const logits = model.execute(images);
  try {
    return (await logits.data<'float32'>()).slice();
  } finally {
    for (const tensor of [images, logits]) tensor.dispose();
    model.dispose();
  }
}
