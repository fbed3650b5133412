import { readFile } from 'node:fs/promises';
import { buildRow, type ModelRow } from '@resnext/zoo';
import { ServerError } from '../errors.ts';
import type { BatchPart, Engine, EngineModel, LoadOptions } from '../service/engine.ts';
import { HeldBatches } from './heldBatches.ts';

/** Two classes of grey images of 2x2. */
export const fakeRow: ModelRow = buildRow({
  name: 'fake',
  stem: 'cifar',
  blocks: [1],
  stageWidths: [8],
  classes: 2,
  channels: 1,
  preprocessing: { inputSize: 2, resize: 2, interpolation: 'bilinear', mean: [0], std: [1] },
});

/** An engine whose weights files hold a number, the `mark` in the answers of their networks. */
export class FakeEngine implements Engine {
  readonly backend = 'fake';
  readonly failed = new Promise<never>(() => {});
  readonly batches = new HeldBatches();
  /** Paths of what is in memory. */
  readonly loaded: string[] = [];
  /** By load. */
  readonly warmUps: (readonly number[])[] = [];
  /** The most networks that were in memory at one time. */
  most = 0;
  /** What a load waits for when the file is read. */
  gate: Promise<void> = Promise.resolve();

  async load(path: string, { warmUp = [] }: LoadOptions = {}): Promise<EngineModel> {
    const text = await readFile(path, 'utf8');
    await this.gate;
    const mark = Number(text);
    if (!Number.isFinite(mark)) throw new ServerError('SERVER_BAD_REQUEST', `expected weights in ${path}`);
    this.warmUps.push(warmUp);
    this.most = Math.max(this.most, this.loaded.push(path));
    let isLoaded = true;
    return {
      row: fakeRow,
      run: (parts: readonly BatchPart[]) =>
        isLoaded
          ? this.batches.run(parts, mark)
          : Promise.reject(new ServerError('SERVER_INTERNAL', 'expected a network that is loaded')),
      unload: async () => {
        isLoaded = false;
        this.loaded.splice(this.loaded.indexOf(path), 1);
      },
    };
  }

  async close(): Promise<void> {}
}
