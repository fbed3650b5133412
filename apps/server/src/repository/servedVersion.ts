import { Batcher, type BatchedAnswer } from '../batching/batcher.ts';
import type { Clock } from '../batching/clock.ts';
import type { Turns } from '../batching/turns.ts';
import { placeOnImage } from '../decoding/placeOnImage.ts';
import { ServerError } from '../errors.ts';
import type { Answer } from '../service/answer.ts';
import type { DecodedFiles, Decoder } from '../service/decoder.ts';
import type { EngineModel } from '../service/engine.ts';
import { countOf, type EncodedImages, type Images } from '../service/images.ts';
import type { ModelSettings } from '../service/modelSettings.ts';
import type { InferOptions, ServedModel } from '../service/servedModel.ts';
import type { ModelStatistics } from '../service/statistics.ts';
import { StatisticsCollector } from '../statistics/statisticsCollector.ts';
import { checkImages } from './checkImages.ts';
import { checkInferOptions } from './checkInferOptions.ts';

export interface ServedVersionOptions {
  readonly name: string;
  readonly version: string;
  readonly labels: readonly string[];
  readonly settings: ModelSettings;
  readonly network: EngineModel;
  readonly decoder: Decoder;
  readonly turns: Turns;
  readonly clock: Clock;
}

/** A network in the engine with a queue before it. */
export class ServedVersion implements ServedModel {
  readonly #options: ServedVersionOptions;
  readonly #batcher: Batcher;
  readonly #statistics = new StatisticsCollector();
  /** Who answers once this is retired: the same version, loaded anew; null when nobody does. */
  #successor: ServedVersion | null | undefined;

  constructor(options: ServedVersionOptions) {
    const { name, settings, network, turns, clock } = options;
    this.#options = options;
    this.#batcher = new Batcher({
      name,
      settings,
      turns,
      clock,
      run: async (parts, images) => {
        const answer = await network.run(parts);
        this.#statistics.executed(images, answer.durations);
        return answer;
      },
    });
  }

  get name(): string {
    return this.#options.name;
  }

  get version(): string {
    return this.#options.version;
  }

  get row(): ServedModel['row'] {
    return this.#options.network.row;
  }

  get labels(): readonly string[] {
    return this.#options.labels;
  }

  get settings(): ModelSettings {
    return this.#options.settings;
  }

  async infer(images: Images, options: InferOptions = {}): Promise<Answer> {
    if (this.#successor) return this.#successor.infer(images, options);
    const { clock } = this.#options;
    const start = clock.now();
    try {
      const answer = await this.#answer(images, options);
      this.#statistics.succeeded(answer.count, answer.durations, nanoseconds(clock.now() - start));
      return answer;
    } catch (error) {
      this.#statistics.failed(error, nanoseconds(clock.now() - start));
      throw error;
    }
  }

  statistics(): ModelStatistics {
    return this.#statistics.read(this.#batcher.waiting);
  }

  /**
   * Takes no more requests, answers those that it has, and frees the network's memory. Who still holds this version is
   * answered by the successor.
   */
  async retire(successor: ServedVersion | null): Promise<void> {
    this.#successor = successor;
    await this.#batcher.drained();
    this.#options.turns.leave(this.#batcher);
    await this.#options.network.unload();
  }

  /** Fails the requests that it has. */
  giveUp(): void {
    this.#batcher.failAll(
      new ServerError(
        'SERVER_UNAVAILABLE',
        `expected ${this.name} to answer before the server ended but it was not done`,
      ),
    );
  }

  async #answer(images: Images, options: InferOptions): Promise<Answer> {
    if (this.#successor === null) {
      throw new ServerError(
        'SERVER_UNAVAILABLE',
        `expected version ${this.version} of ${this.name} to be loaded but it was just unloaded`,
      );
    }
    checkInferOptions(options);
    checkImages(images, this.row);
    const explain = Math.min(options.explain ?? 0, this.row.classes) || undefined;
    const request = { ...options, size: countOf(images), explain };
    if (images.kind !== 'encoded') {
      return answerOf(await this.#batcher.submit({ ...request, images: () => images }), request.size);
    }
    let decoding = 0;
    let decoded: DecodedFiles | undefined;
    const answer = await this.#batcher.submit({
      ...request,
      images: async () => {
        const start = this.#options.clock.now();
        decoded = await this.#decode(images, options.signal);
        decoding = nanoseconds(this.#options.clock.now() - start);
        return decoded.images;
      },
    });
    return answerOf(answer, request.size, { decoding, ...decoded });
  }

  #decode({ files }: EncodedImages, signal: AbortSignal | undefined): Promise<DecodedFiles> {
    const { decoder, settings } = this.#options;
    return decoder.decode(files, { row: this.row, maxPixels: settings.input.max_pixels, signal });
  }
}

function answerOf(
  { logits, explanations, waited, durations }: BatchedAnswer,
  count: number,
  { decoding = 0, frames, orientations }: Partial<DecodedFiles> & { readonly decoding?: number } = {},
): Answer {
  return {
    logits,
    count,
    durations: {
      queue: nanoseconds(waited),
      computeInput: decoding + durations.input,
      computeInfer: durations.infer,
      computeOutput: durations.output,
    },
    ...(explanations.length > 0 && {
      explanations: explanations.map((explanation, index) =>
        frames && orientations
          ? placeOnImage(explanation, { frame: frames[index]!, orientation: orientations[index]! })
          : explanation,
      ),
    }),
  };
}

function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
