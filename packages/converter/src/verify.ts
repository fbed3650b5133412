import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { modelOf, type ModelRow } from '@resnext/zoo';
import { ConverterError } from './errors.ts';
import { runOnnx, whyNoOnnxruntime } from './engines/onnxruntime.ts';
import { runTfjsGraph, whyNoTfjsConverter } from './engines/tfjsConverter.ts';
import { readWeights, type ReadWeightsOptions, type Weights } from './readWeights.ts';
import { resolveModel, type ResolveOptions } from './resolveModel.ts';
import { statisticsOf, type TensorStatistics } from './statistics.ts';

export interface VerifyOptions extends ReadWeightsOptions, ResolveOptions {
  /** What was converted: a path, or the bytes of a file. */
  readonly input: string | Uint8Array;
  /** What was made of it. */
  readonly output: string;
  /** The side of the images on which both are run, in pixels; the model's own, up to 224, unless told. */
  readonly inputSize?: number;
  /** How many images; 2 unless told. */
  readonly batch?: number;
  /** The largest difference between logits that is rounding, as a share of the largest logit; 1e-4 unless told. */
  readonly tolerance?: number;
}

/** One comparison of two computations on the same images. */
export interface Comparison {
  readonly what: string;
  /** Between any two logits. */
  readonly maxAbsDiff: number;
  /** The same as a share of the largest logit. */
  readonly maxRelDiff: number;
}

export interface Verification {
  /** Of all comparisons. */
  readonly maxAbsDiff: number;
  readonly maxRelDiff: number;
  readonly passed: boolean;
  readonly tolerance: number;
  readonly comparisons: readonly Comparison[];
  /** What could not be compared, and why. */
  readonly skipped: readonly string[];
  /** Of every array of the input. */
  readonly statistics: readonly TensorStatistics[];
  /** Arrays of the input that hold infinite numbers, or what is no number. */
  readonly notFinite: number;
}

/**
 * Proves that a conversion changed nothing: our network, on the tfjs backend that is selected, runs with
 * the weights of both files on the same images; an ONNX file also runs in onnxruntime and a graph model in
 * TensorFlow.js' own converter, where these are installed.
 *
 * @throws ConverterError when either file cannot be read.
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { input, output, tolerance = 1e-4, batch = 2, ...rest } = options;
  await using source = await readWeights(input, rest);
  await using made = await readWeights(output);
  const model = await resolveModel(source, rest);
  const { row } = model;
  const side = options.inputSize ?? Math.min(224, row.preprocessing.inputSize);
  const images = fixedImages(row, batch, side);
  const expected = await logitsOf(row, model.weights, images);
  const remade = await resolveModel(made);

  const results: [what: string, logits: Float32Array][] = [
    [
      `our network, with ${source.format} and with ${made.format}`,
      await logitsOf(remade.row, remade.weights, images),
    ],
  ];
  const skipped: string[] = [];
  await addOthers({ input, output, source, made, images }, results, skipped);
  const comparisons = results.map(([what, logits]) => compare(what, logits, expected));
  const statistics = [];
  for await (const each of statisticsOf(source.tensors)) statistics.push(each);
  const maxRelDiff = largest(comparisons.map((comparison) => comparison.maxRelDiff));
  return {
    maxAbsDiff: largest(comparisons.map(({ maxAbsDiff }) => maxAbsDiff)),
    maxRelDiff,
    passed: maxRelDiff <= tolerance,
    tolerance,
    comparisons,
    skipped,
    statistics,
    notFinite: statistics.filter(({ notFinite }) => notFinite > 0).length,
  };
}

/** Images [N, H, W, C] that look like normalised ones, the same for each run. */
interface Images {
  readonly values: Float32Array;
  readonly shape: readonly [number, number, number, number];
}

function fixedImages({ channels }: ModelRow, batch: number, side: number): Images {
  const shape = [batch, side, side, channels] as const;
  const values = Float32Array.from(
    { length: batch * side * side * channels },
    (_, i) => Math.sin((i + 1) * 12.9898) * 1.5,
  );
  return { values, shape };
}

async function logitsOf(
  row: ModelRow,
  weights: Parameters<typeof modelOf>[1],
  { values, shape }: Images,
): Promise<Float32Array> {
  const model = await modelOf(row, weights);
  try {
    return tidy(() => model.forward(tensor4d(values, [...shape])).dataSync() as Float32Array).slice();
  } finally {
    model.dispose();
  }
}

interface Files {
  readonly input: string | Uint8Array;
  readonly output: string;
  readonly source: Weights;
  readonly made: Weights;
  readonly images: Images;
}

/** Whoever else can run one of the files. */
async function addOthers(
  { input, output, source, made, images }: Files,
  results: [string, Float32Array][],
  skipped: string[],
): Promise<void> {
  const onnxFiles = [
    ...(made.format === 'onnx' ? [['the output', output] as const] : []),
    ...(source.format === 'onnx' ? [['the input', input] as const] : []),
  ];
  const noOnnx = onnxFiles.length > 0 ? await whyNoOnnxruntime() : undefined;
  if (noOnnx) skipped.push(noOnnx);
  else
    for (const [what, file] of onnxFiles)
      await tryOther(`onnxruntime, with ${what}`, () => runOnnx(file, images));
  if (made.format !== 'tfjs') return;
  const noConverter = await whyNoTfjsConverter();
  if (noConverter) skipped.push(noConverter);
  else await tryOther('TensorFlow.js, with the output', () => runTfjsGraph(output, images));

  /** A program of others may want images of one size, or a batch of one. */
  async function tryOther(what: string, run: () => Promise<Float32Array>): Promise<void> {
    try {
      results.push([what, await run()]);
    } catch (error) {
      const reason = error instanceof Error ? error.message.trim().replace(/\s+/g, ' ') : String(error);
      skipped.push(`${what}, did not run: ${reason}`);
    }
  }
}

function compare(what: string, logits: Float32Array, expected: Float32Array): Comparison {
  if (logits.length !== expected.length) {
    throw new ConverterError(
      'CONVERTER_WRONG_MODEL',
      `expected ${expected.length} logits of ${what} but received ${logits.length}`,
    );
  }
  let most = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(logits[i]! - expected[i]!);
    // Not Math.max: what is no number must not pass.
    if (!(difference <= most)) most = difference;
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return { what, maxAbsDiff: most, maxRelDiff: scale > 0 ? most / scale : most };
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (value <= most ? most : value), 0);
}
