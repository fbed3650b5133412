import { ServerError } from '../errors.ts';
import type { IndexEntry, ModelRepository } from '../service/modelRepository.ts';
import type { ServedModel } from '../service/servedModel.ts';
import type { Log } from './log.ts';
import type { Model } from './model.ts';
import { modelNames } from './modelFolder.ts';

export interface OpenedRepositoryOptions {
  /** Models of weights files. */
  readonly files: readonly Model[];
  readonly folder: ModelsFolder | undefined;
  readonly mode: 'none' | 'poll' | 'explicit';
  readonly log: Log;
}

export interface ModelsFolder {
  readonly path: string;
  /** The model of that name in it, not loaded. */
  modelOf(name: string): Model;
}

/** Models of files and of a folder; those of files are never looked at again unless they are told to. */
export class OpenedRepository implements ModelRepository {
  readonly #options: OpenedRepositoryOptions;
  readonly #models: Map<string, Model>;
  readonly #files: ReadonlySet<string>;
  /** What is to be there at the start. */
  readonly #awaited = new Set<Model>();
  #isClosing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: OpenedRepositoryOptions) {
    this.#options = options;
    this.#models = new Map(options.files.map((model) => [model.name, model]));
    this.#files = new Set(this.#models.keys());
  }

  get ready(): boolean {
    return !this.#isClosing && [...this.#awaited].every(({ wasComplete }) => wasComplete);
  }

  get(name: string, version?: string): ServedModel {
    this.#requireOpen();
    const model = this.#models.get(name);
    if (!model) throw unknownModel(name);
    return model.get(version);
  }

  loaded(): readonly ServedModel[] {
    return this.#sorted().flatMap((model) => model.served());
  }

  index(): readonly IndexEntry[] {
    return this.#sorted().flatMap((model) => model.index());
  }

  /**
   * Loads what is to be there at the start: all files, and those models of the folder.
   *
   * @throws ServerError `SERVER_BAD_CONFIG` when some of it cannot be loaded; where the folder is followed, what is
   *   broken in it is in the index instead, for it may still be being written.
   */
  async open(wanted: readonly string[] | 'all'): Promise<void> {
    await this.#addFolder();
    const unknown = wanted === 'all' ? undefined : wanted.find((name) => !this.#models.has(name));
    if (unknown !== undefined) {
      throw new ServerError(
        'SERVER_BAD_CONFIG',
        `expected a model to load at the start but there is no '${unknown}'`,
      );
    }
    for (const model of this.#sorted()) {
      const isFile = this.#files.has(model.name);
      if (!isFile && wanted !== 'all' && !wanted.includes(model.name)) {
        await model.look();
        continue;
      }
      this.#awaited.add(model);
      await model.load().catch((error: unknown) => {
        if (isFile || this.#options.mode !== 'poll') throw withCode('SERVER_BAD_CONFIG', error);
      });
    }
  }

  /** Looks now and then; a look begins when the last one has long been done. */
  follow(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      void this.look().finally(() => {
        if (!this.#isClosing) this.follow(milliseconds);
      });
    }, milliseconds).unref();
  }

  /** Loads and unloads what has changed in the folder; where the folder cannot be read, everything stays. */
  async look(): Promise<void> {
    let names: Set<string>;
    try {
      names = new Set(await this.#names());
    } catch (error) {
      this.#options.log.warn(`the models' folder cannot be read: ${String(error)}`);
      return;
    }
    for (const model of this.#sorted()) {
      if (!names.has(model.name) && !this.#files.has(model.name)) await this.#remove(model);
    }
    for (const name of names) {
      if (this.#files.has(name) || this.#isClosing) continue;
      await (this.#models.get(name) ?? this.#add(name)).follow();
    }
  }

  async load(name: string): Promise<void> {
    this.#requireExplicit();
    const model = await this.#findOrAdd(name);
    await model.load().catch((error: unknown) => {
      const isUnknown = error instanceof ServerError && error.code === 'SERVER_NOT_FOUND';
      throw isUnknown ? error : withCode('SERVER_BAD_REQUEST', error);
    });
  }

  async unload(name: string): Promise<void> {
    this.#requireExplicit();
    const model = this.#models.get(name);
    if (!model) throw unknownModel(name);
    await model.unload('it was unloaded');
  }

  async close(deadline: AbortSignal): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#timer);
    const models = [...this.#models.values()];
    const done = Promise.allSettled(models.map((model) => model.unload('the server ends')));
    const late = new Promise<void>((resolve) => {
      const giveUp = () => {
        for (const model of models) model.giveUp();
        resolve();
      };
      if (deadline.aborted) giveUp();
      else deadline.addEventListener('abort', giveUp, { once: true });
    });
    await Promise.race([done, late]);
  }

  async #addFolder(): Promise<void> {
    const names = await this.#names().catch((cause: unknown) => {
      const path = this.#options.folder?.path;
      throw new ServerError(
        'SERVER_BAD_CONFIG',
        `expected a folder of models at ${path} but it cannot be read`,
        {
          cause,
        },
      );
    });
    for (const name of names) {
      if (this.#files.has(name)) {
        throw new ServerError(
          'SERVER_BAD_CONFIG',
          `expected models of different names but received a weights file and a folder of the name ${name}`,
        );
      }
      this.#add(name);
    }
  }

  async #remove(model: Model): Promise<void> {
    await model.unload('its folder is gone');
    this.#models.delete(model.name);
    this.#awaited.delete(model);
  }

  /** A model that is known, or one whose folder came after the start. */
  async #findOrAdd(name: string): Promise<Model> {
    if (!this.#models.has(name) && !(await this.#names()).includes(name)) throw unknownModel(name);
    return this.#models.get(name) ?? this.#add(name);
  }

  /** A model of the folder, which may have it. */
  #add(name: string): Model {
    const model = this.#options.folder!.modelOf(name);
    this.#models.set(name, model);
    return model;
  }

  #requireOpen(): void {
    if (!this.#isClosing) return;
    throw new ServerError(
      'SERVER_UNAVAILABLE',
      'expected a server that stays but this one is about to end: ask another',
    );
  }

  #requireExplicit(): void {
    this.#requireOpen();
    const { mode } = this.#options;
    if (mode === 'explicit') return;
    throw new ServerError(
      'SERVER_UNSUPPORTED',
      `expected the model control mode explicit, to load and unload models when told to, but it is ${mode}: ` +
        'start the server with --model-control-mode explicit',
    );
  }

  async #names(): Promise<string[]> {
    const { folder } = this.#options;
    return folder ? modelNames(folder.path) : [];
  }

  #sorted(): Model[] {
    return [...this.#models.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function unknownModel(name: string): ServerError {
  return new ServerError(
    'SERVER_NOT_FOUND',
    `expected the name of a model but received '${name}': POST /v2/repository/index lists them`,
  );
}

function withCode(code: 'SERVER_BAD_CONFIG' | 'SERVER_BAD_REQUEST', cause: unknown): ServerError {
  return new ServerError(code, cause instanceof Error ? cause.message : String(cause), { cause });
}
