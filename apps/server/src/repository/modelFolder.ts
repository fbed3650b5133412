import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ServerError } from '../errors.ts';
import type { ModelSettings } from '../service/modelSettings.ts';
import { isMissing } from './isMissing.ts';
import type { ModelOnDisk, ModelSource, VersionOnDisk } from './modelSource.ts';
import { byVersion, isSafeName, isVersion } from './names.ts';
import { parseSettings } from './settings.ts';
import { stampOf } from './stampOf.ts';

const WEIGHTS = 'model.safetensors';
const CONFIG = 'config.yaml';

/** Of `config.yaml`, in bytes; the longest that is any use has a twentieth of it. */
const LARGEST_CONFIG = 16 * 1024;

/** The names of the models in a repository: its folders, and links to folders, whose names are safe. */
export async function modelNames(repository: string): Promise<string[]> {
  const entries = await readdir(repository, { withFileTypes: true });
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isSafeName(entry.name))
    .map(({ name }) => name)
    .sort();
}

/**
 * A folder of a repository: `VERSION/model.safetensors`, and `config.yaml` where it wants other settings. The folder
 * itself may be a link to anywhere; links inside it may not lead out of it, so that who may write a model's folder
 * cannot have other files read.
 */
export function modelFolder(repository: string, name: string, defaults: ModelSettings): ModelSource {
  return {
    name,
    async read() {
      const folder = await realFolder(join(repository, name), name);
      return readFolder(folder, name, defaults);
    },
  };
}

async function readFolder(folder: string, name: string, defaults: ModelSettings): Promise<ModelOnDisk> {
  const config = join(folder, CONFIG);
  const configStamp = await stampInside(folder, config);
  const settings =
    configStamp === undefined ? defaults : parseSettings(await readConfig(config), config, defaults);
  const labels = settings.labels && join(folder, settings.labels);
  const labelsStamp = labels && (await stampInside(folder, labels));
  if (labels && labelsStamp === undefined) {
    throw new ServerError(
      'SERVER_BAD_CONFIG',
      `expected the labels of ${name} at ${labels} but there is no such file`,
    );
  }
  const versions: VersionOnDisk[] = [];
  for (const version of (await readdir(folder)).filter(isVersion).sort(byVersion)) {
    const weights = join(folder, version, WEIGHTS);
    const weightsStamp = await stampInside(folder, weights);
    if (weightsStamp === undefined) continue;
    versions.push({ version, weights, stamp: [configStamp, labelsStamp, weightsStamp].join(', ') });
  }
  return { settings, labels, versions };
}

async function realFolder(path: string, name: string): Promise<string> {
  try {
    const folder = await realpath(path);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  throw new ServerError(
    'SERVER_NOT_FOUND',
    `expected a folder of the model '${name}' in the repository but there is none`,
  );
}

async function stampInside(folder: string, path: string): Promise<string | undefined> {
  const stamp = await stampOf(path);
  if (stamp === undefined) return undefined;
  const real = await realpath(path);
  if (real.startsWith(folder + sep)) return stamp;
  throw new ServerError(
    'SERVER_BAD_CONFIG',
    `expected a file inside ${folder} but ${path} is a link to ${real}`,
  );
}

async function readConfig(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size <= LARGEST_CONFIG) return readFile(path, 'utf8');
  throw new ServerError(
    'SERVER_BAD_CONFIG',
    `expected at most ${LARGEST_CONFIG} bytes of settings in ${path} but received ${size}`,
  );
}
