import { ServerError } from '../errors.ts';
import type { IndexEntry } from '../service/modelRepository.ts';
import { chooseVersions } from './chooseVersions.ts';
import type { Log } from './log.ts';
import type { ModelOnDisk, ModelSource, VersionOnDisk } from './modelSource.ts';
import { byVersion } from './names.ts';
import type { ServedVersion } from './servedVersion.ts';

export interface ModelOptions {
  readonly source: ModelSource;
  readonly log: Log;
  /** Loads a version into the engine. */
  start(version: VersionOnDisk, disk: ModelOnDisk): Promise<ServedVersion>;
}

interface Version {
  readonly version: string;
  /** What answers, and its stamp. */
  served: { readonly by: ServedVersion; readonly stamp: string } | undefined;
  /** The stamp of what was last tried, whether it could be loaded or not. */
  triedStamp: string | undefined;
  /** The stamp when somebody last looked. */
  seenStamp: string | undefined;
  isLoading: boolean;
  /** Why it does not answer, or why what is on the disk is not what answers. */
  reason: string;
}

/**
 * A model with its versions. Loading and unloading wait for each other. A version is loaded beside what answers, takes
 * its place from one request to the next, and only then is the old one freed, when its last request is answered: while
 * a version is loaded there is memory for one network more than is served. Versions that are no longer wanted go when
 * all that are wanted are there, so that a new version that is broken leaves the old one where it is.
 */
export class Model {
  readonly name: string;
  readonly #options: ModelOptions;
  readonly #versions = new Map<string, Version>();
  readonly #retiring = new Set<ServedVersion>();
  /** What was last asked to load or unload. */
  #last: Promise<unknown> = Promise.resolve();
  /** Why nothing is known of what is on the disk. */
  #problem = '';
  #wasComplete = false;

  constructor(options: ModelOptions) {
    this.name = options.source.name;
    this.#options = options;
  }

  /** Whether all versions that were wanted at some time answered then. */
  get wasComplete(): boolean {
    return this.#wasComplete;
  }

  /** From the oldest to the newest. */
  served(): ServedVersion[] {
    return this.#sorted().flatMap(({ served }) => served?.by ?? []);
  }

  /** @throws ServerError as `ModelRepository.get` does */
  get(version: string | undefined): ServedVersion {
    const served = version === undefined ? this.served().at(-1) : this.#versions.get(version)?.served?.by;
    if (served) return served;
    const entries = this.index().filter((entry) => version === undefined || entry.version === version);
    if (entries.length === 0) {
      throw new ServerError(
        'SERVER_NOT_FOUND',
        `expected a version of ${this.name}, which has ${[...this.#versions.keys()].join(', ') || 'none'}, but received '${version}'`,
      );
    }
    const reasons = entries.map((entry) => `${entry.version && `version ${entry.version}: `}${entry.reason}`);
    throw new ServerError(
      'SERVER_UNAVAILABLE',
      `expected ${this.name} to be loaded but it is not: ${reasons.join('; ')}`,
    );
  }

  index(): IndexEntry[] {
    const { name } = this;
    if (this.#versions.size === 0) {
      return [{ name, version: '', state: 'UNAVAILABLE', reason: this.#problem || 'it has no versions' }];
    }
    const retiring = new Set([...this.#retiring].map(({ version }) => version));
    return this.#sorted().map(({ version, served, isLoading, reason }) => {
      if (served) return { name, version, state: 'READY', reason: this.#problem || reason };
      if (isLoading) return { name, version, state: 'LOADING', reason: 'it is being loaded' };
      if (retiring.has(version)) {
        return { name, version, state: 'UNLOADING', reason: 'it answers its last requests' };
      }
      return { name, version, state: 'UNAVAILABLE', reason: this.#problem || reason };
    });
  }

  /** Learns which versions there are, and loads none. */
  async look(): Promise<void> {
    await this.#inTurn(() => this.#read()).catch(() => undefined);
  }

  /**
   * Loads the versions that are wanted from what is on the disk now.
   *
   * @throws what the first that cannot be loaded fails with; the others are loaded
   */
  async load(): Promise<void> {
    const failures = await this.#inTurn(async () => {
      const failures = await this.#update(() => true);
      if (this.#versions.size > 0) return failures;
      throw new ServerError(
        'SERVER_BAD_CONFIG',
        `expected a version of ${this.name}, as ${this.name}/1/model.safetensors, but there is none`,
      );
    });
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Loads what has changed once it was the same in two looks: a file that is still being written is left alone. What
   * cannot be loaded is in the index, and tried again when it has changed.
   */
  async follow(): Promise<void> {
    await this.#inTurn(() =>
      this.#update(({ triedStamp, seenStamp }, { stamp }) => stamp !== triedStamp && stamp === seenStamp),
    ).catch(() => undefined);
  }

  /** Stops answering; resolves when the last requests are answered and the memory is free. */
  async unload(reason: string): Promise<void> {
    await this.#inTurn(() => this.#retireAll([...this.#versions.values()], reason));
  }

  /** Fails all requests. */
  giveUp(): void {
    for (const version of [...this.served(), ...this.#retiring]) version.giveUp();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** @returns what the versions that could not be loaded fail with */
  async #update(isWanted: (version: Version, disk: VersionOnDisk) => boolean): Promise<unknown[]> {
    const disk = await this.#read();
    const chosen = this.#choose(disk);
    const failures: unknown[] = [];
    for (const onDisk of chosen) {
      const version = this.#versions.get(onDisk.version)!;
      if (isWanted(version, onDisk))
        await this.#start(version, onDisk, disk).catch((error) => failures.push(error));
      version.seenStamp = onDisk.stamp;
    }
    const isComplete = chosen.every(
      ({ version, stamp }) => this.#versions.get(version)!.served?.stamp === stamp,
    );
    if (isComplete) {
      this.#wasComplete ||= chosen.length > 0;
      const wanted = new Set(chosen.map(({ version }) => version));
      const others = [...this.#versions.values()].filter(({ version }) => !wanted.has(version));
      await this.#retireAll(others, 'version_policy leaves it out');
      this.#forget(disk);
    }
    return failures;
  }

  async #read(): Promise<ModelOnDisk> {
    try {
      const disk = await this.#options.source.read();
      this.#problem = '';
      this.#forget(disk);
      for (const { version } of disk.versions) {
        if (this.#versions.has(version)) continue;
        this.#versions.set(version, {
          version,
          served: undefined,
          triedStamp: undefined,
          seenStamp: undefined,
          isLoading: false,
          reason: 'it is not loaded',
        });
      }
      return disk;
    } catch (error) {
      throw this.#noteProblem(error);
    }
  }

  #choose({ versions, settings }: ModelOnDisk): readonly VersionOnDisk[] {
    try {
      return chooseVersions(versions, settings.version_policy);
    } catch (error) {
      throw this.#noteProblem(error);
    }
  }

  #noteProblem(error: unknown): unknown {
    const problem = messageOf(error);
    if (problem !== this.#problem) this.#options.log.warn(`${this.name} cannot be read: ${problem}`);
    this.#problem = problem;
    return error;
  }

  async #start(version: Version, onDisk: VersionOnDisk, disk: ModelOnDisk): Promise<void> {
    const { log } = this.#options;
    const title = `version ${version.version} of ${this.name}`;
    const old = version.served;
    version.triedStamp = onDisk.stamp;
    version.isLoading = true;
    try {
      version.served = { by: await this.#options.start(onDisk, disk), stamp: onDisk.stamp };
      version.reason = '';
      log.info(`${title} is loaded`);
    } catch (error) {
      version.reason = messageOf(error);
      log.warn(`${title} cannot be loaded: ${version.reason}`);
      throw error;
    } finally {
      version.isLoading = false;
    }
    if (old) await this.#finish(old.by, version.served.by);
  }

  async #retireAll(versions: readonly Version[], reason: string): Promise<void> {
    const served = versions.flatMap((version) => version.served?.by ?? []);
    for (const version of versions) {
      version.served = undefined;
      version.triedStamp = undefined;
      version.reason = reason;
    }
    await Promise.all(served.map((version) => this.#finish(version, null)));
  }

  async #finish(served: ServedVersion, successor: ServedVersion | null): Promise<void> {
    this.#retiring.add(served);
    try {
      await served.retire(successor);
      if (!successor) this.#options.log.info(`version ${served.version} of ${this.name} is unloaded`);
    } finally {
      this.#retiring.delete(served);
    }
  }

  /** Versions that neither answer nor are on the disk any more. */
  #forget(disk: ModelOnDisk): void {
    const onDisk = new Set(disk.versions.map(({ version }) => version));
    for (const { version, served } of this.#versions.values()) {
      if (!served && !onDisk.has(version)) this.#versions.delete(version);
    }
  }

  #sorted(): Version[] {
    return [...this.#versions.values()].sort((a, b) => byVersion(a.version, b.version));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
