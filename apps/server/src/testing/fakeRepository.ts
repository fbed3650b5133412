import { ServerError } from '../errors.ts';
import type { IndexEntry, ModelRepository } from '../service/modelRepository.ts';
import type { FakeModel } from './fakeModel.ts';

/** Models that are there from the start. */
export class FakeRepository implements ModelRepository {
  ready = true;
  /** What was loaded (`+`) and unloaded (`-`), in order. */
  readonly changes: string[] = [];

  constructor(readonly models: readonly FakeModel[]) {}

  get(name: string, version?: string): FakeModel {
    const found = this.models.find(
      (model) => model.name === name && (version ?? model.version) === model.version,
    );
    if (found) return found;
    throw new ServerError('SERVER_NOT_FOUND', `expected a model that is there but received '${name}'`);
  }

  loaded(): readonly FakeModel[] {
    return this.models;
  }

  index(): IndexEntry[] {
    return [
      ...this.models.map(({ name, version }): IndexEntry => ({ name, version, state: 'READY', reason: '' })),
      { name: 'broken', version: '', state: 'UNAVAILABLE', reason: 'no file' },
    ];
  }

  async load(name: string): Promise<void> {
    this.changes.push(`+${name}`);
  }

  async unload(name: string): Promise<void> {
    this.changes.push(`-${name}`);
  }

  async close(): Promise<void> {
    this.ready = false;
  }
}
