import type { Judgement } from './judgement.ts';
import { Calibration } from './metrics/calibration.ts';
import { Confusion } from './metrics/confusion.ts';
import { CrossEntropy } from './metrics/crossEntropy.ts';
import { macroAverage, perClass, weightedAverage } from './metrics/perClass.ts';
import { TopKAccuracy } from './metrics/topKAccuracy.ts';
import type { Report } from './report/schema.ts';
import { WorstSamples } from './report/worstSamples.ts';
import type { Interval } from './statistics/interval.ts';
import { PoissonBootstrap } from './statistics/poissonBootstrap.ts';
import { wilson } from './statistics/wilson.ts';

export interface TallyOptions {
  /** Of what is counted. */
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly bins: number;
  readonly confidence: number;
  readonly seed: number;
  readonly resamples: number;
  readonly worst: number;
}

type TalliedFigures = Pick<
  Report,
  | 'top1'
  | 'top5'
  | 'loss'
  | 'intervals'
  | 'macro'
  | 'weighted'
  | 'perClass'
  | 'confusion'
  | 'calibration'
  | 'worst'
>;

/** Every figure that follows from the judgements of the samples. */
export class Tally {
  readonly #options: TallyOptions;
  readonly #top1 = new TopKAccuracy(1);
  readonly #top5 = new TopKAccuracy(5);
  readonly #loss = new CrossEntropy();
  readonly #confusion = new Confusion();
  readonly #calibration: Calibration;
  readonly #bootstrap: PoissonBootstrap;
  readonly #worst: WorstSamples;
  #samples = 0;

  constructor(options: TallyOptions) {
    this.#options = options;
    this.#calibration = new Calibration(options.bins);
    this.#bootstrap = new PoissonBootstrap(3, options);
    this.#worst = new WorstSamples(options.worst);
  }

  get samples(): number {
    return this.#samples;
  }

  /** Accuracy so far, in percent. */
  get top1(): number {
    return this.#top1.result();
  }

  add(sample: Judgement): void {
    for (const metric of [this.#top1, this.#top5, this.#loss, this.#confusion, this.#calibration]) {
      metric.add(sample);
    }
    this.#bootstrap.add([Number(sample.rank < 1), Number(sample.rank < 5), sample.loss]);
    this.#worst.add(sample);
    this.#samples++;
  }

  result(): TalliedFigures {
    const { classes, classNames, confidence } = this.#options;
    const confusion = this.#confusion.result();
    const scores = perClass(confusion, classes);
    const accuracyIntervals = (metric: TopKAccuracy, figure: number) => ({
      wilson: percent(wilson(metric.correct, this.#samples, confidence)),
      bootstrap: percent(this.#bootstrap.interval(figure, confidence)),
    });
    return {
      top1: this.#top1.result(),
      top5: this.#top5.result(),
      loss: this.#loss.result(),
      intervals: {
        confidence,
        top1: accuracyIntervals(this.#top1, 0),
        top5: accuracyIntervals(this.#top5, 1),
        loss: { bootstrap: [...this.#bootstrap.interval(2, confidence)] },
      },
      macro: macroAverage(scores),
      weighted: weightedAverage(scores),
      perClass: scores.map((each) => ({ ...each, name: classNames?.[each.index] })),
      confusion,
      calibration: { ...this.#calibration.result(), bins: [...this.#calibration.result().bins] },
      worst: this.#worst.result().map(({ rank: _, ...sample }) => sample),
    };
  }
}

function percent([low, high]: Interval): [number, number] {
  return [100 * low, 100 * high];
}
