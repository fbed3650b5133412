import { systemClock, type Clock } from '../batching/clock.ts';
import { Turns } from '../batching/turns.ts';
import { ServerError } from '../errors.ts';
import type { ServerOptions } from '../serverOptions.ts';
import type { Decoder } from '../service/decoder.ts';
import type { Engine } from '../service/engine.ts';
import type { Log } from './log.ts';
import { Model } from './model.ts';
import { modelFolder } from './modelFolder.ts';
import type { ModelSource } from './modelSource.ts';
import { parseNamedWeights } from './names.ts';
import { OpenedRepository } from './openedRepository.ts';
import { defaultSettings } from './settings.ts';
import { startVersion } from './startVersion.ts';
import { weightsFile } from './weightsFile.ts';

/** How often a folder that is followed is looked at, in seconds. */
const POLL_SECS = 15;

export interface OpenRepositoryOptions {
  readonly clock?: Clock;
  readonly log?: Log;
}

/**
 * The models that the options name, loaded as the control mode says.
 *
 * @throws ServerError `SERVER_BAD_CONFIG` for options that do not fit each other, and for what cannot be loaded
 */
export async function openRepository(
  options: ServerOptions,
  engine: Engine,
  decoder: Decoder,
  { clock = systemClock, log = silent }: OpenRepositoryOptions = {},
): Promise<OpenedRepository> {
  const {
    modelRepository: folder,
    modelControlMode: mode = 'none',
    repositoryPollSecs = POLL_SECS,
  } = options;
  checkTogether(options);
  const settings = defaultSettings(options);
  const turns = new Turns(clock);
  const modelOf = (source: ModelSource) =>
    new Model({
      source,
      log,
      start: (version, disk) =>
        startVersion(version, disk, { engine, decoder, turns, clock, name: source.name }),
    });
  const repository = new OpenedRepository({
    files: weightsOf(options).map((weights) => modelOf(weightsFile(weights, settings))),
    folder:
      folder === undefined
        ? undefined
        : {
            path: folder,
            modelOf: (name) => modelOf(modelFolder(folder, name, settings)),
          },
    mode,
    log,
  });
  try {
    await repository.open(atStart(options));
  } catch (error) {
    await repository.close(new AbortController().signal);
    throw error;
  }
  if (mode === 'poll') repository.follow(repositoryPollSecs * 1000);
  return repository;
}

function checkTogether({
  weights = [],
  modelRepository,
  modelControlMode = 'none',
  repositoryPollSecs = POLL_SECS,
  loadModel,
}: ServerOptions): void {
  if (weights.length === 0 && modelRepository === undefined) {
    throw badOptions(
      'a model to serve but received none: name a file with --weights or a folder with --model-repository',
    );
  }
  if (modelControlMode !== 'none' && modelRepository === undefined) {
    throw badOptions(`--model-repository with --model-control-mode ${modelControlMode} but received none`);
  }
  if (loadModel && modelControlMode !== 'explicit') {
    throw badOptions(`--model-control-mode explicit with --load-model but received ${modelControlMode}`);
  }
  if (!(repositoryPollSecs > 0)) {
    throw badOptions(`more than 0 seconds for --repository-poll-secs but received ${repositoryPollSecs}`);
  }
}

function weightsOf({ weights = [] }: ServerOptions) {
  const named = weights.map(parseNamedWeights);
  named.forEach(({ name, path }, index) => {
    const other = named.slice(0, index).find((earlier) => earlier.name === name);
    if (other) {
      throw badOptions(
        `models of different names but received ${other.path} and ${path}, both '${name}': name one, as in --weights NAME=FILE`,
      );
    }
  });
  return named;
}

/** Which models of the folder are loaded at the start. */
function atStart({ modelControlMode, loadModel = [] }: ServerOptions): readonly string[] | 'all' {
  return modelControlMode !== 'explicit' || loadModel.includes('*') ? 'all' : loadModel;
}

function badOptions(message: string): ServerError {
  return new ServerError('SERVER_BAD_CONFIG', `expected ${message}`);
}

const silent: Log = { info: () => undefined, warn: () => undefined };
