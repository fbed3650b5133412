import { createRequire } from 'node:module';

/** The part of onnxruntime-node that is used. It is no dependency: most people need none. */
interface OnnxRuntime {
  readonly Tensor: new (
    type: 'float32',
    data: Float32Array,
    dims: readonly number[],
  ) => { readonly data: Float32Array };
  readonly InferenceSession: {
    create(model: string | Uint8Array): Promise<{
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
      run(
        feeds: Readonly<Record<string, object>>,
      ): Promise<Readonly<Record<string, { readonly data: Float32Array }>>>;
    }>;
  };
}

/** Beside the program that runs, or in the folder that `RESNEXT_ONNXRUNTIME` names. */
function load(): OnnxRuntime {
  const places = [process.env['RESNEXT_ONNXRUNTIME'], process.cwd()].filter(
    (place) => place !== undefined && place !== '',
  );
  let failure: unknown;
  for (const place of [import.meta.url, ...places.map((folder) => `${folder}/`)]) {
    try {
      return createRequire(place)('onnxruntime-node') as OnnxRuntime;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

export async function whyNoOnnxruntime(): Promise<string | undefined> {
  try {
    load();
    return undefined;
  } catch {
    return 'onnxruntime did not run: install onnxruntime-node to compare with it';
  }
}

/** @returns what the first output of a model is for images [N, H, W, C] */
export async function runOnnx(
  model: string | Uint8Array,
  {
    values,
    shape: [batch, height, width, channels],
  }: { readonly values: Float32Array; readonly shape: readonly [number, number, number, number] },
): Promise<Float32Array> {
  const { InferenceSession, Tensor } = load();
  const session = await InferenceSession.create(model);
  const planes = new Float32Array(values.length);
  const pixels = height * width;
  for (let image = 0; image < batch; image++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        planes[(image * channels + channel) * pixels + pixel] =
          values[(image * pixels + pixel) * channels + channel]!;
      }
    }
  }
  const results = await session.run({
    [session.inputNames[0]!]: new Tensor('float32', planes, [batch, channels, height, width]),
  });
  return results[session.outputNames[0]!]!.data;
}
