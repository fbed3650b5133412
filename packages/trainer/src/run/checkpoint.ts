import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import {
  openSafetensors,
  writeSafetensors,
  type Model,
  type SafetensorsFile,
  type StateTensor,
} from '@resnext/zoo';
import { z } from 'zod';
import { TrainerError } from '../errors.ts';
import type { Stepper } from '../step.ts';
import { stateSchema, type State } from './state.ts';
import { writeText } from './writeText.ts';

/** What a name of a parameter is preceded by in a file, for what belongs to the parameter. */
const prefixes = { velocity: 'velocity.', average: 'average.' } as const;

const NAME = /^step-(?<steps>\d{8,})\.json$/;

const nameOf = (steps: number): string => `step-${String(steps).padStart(8, '0')}`;

/** All of a training that changes. */
export interface Training {
  readonly model: Model;
  readonly stepper: Stepper;
}

/**
 * Writes tensors, then the numbers. A checkpoint is there when its JSON is: whatever happens in between, the one before
 * stays what is resumed.
 */
export async function writeCheckpoint(
  folder: string,
  { model, stepper }: Training,
  state: State,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, nameOf(state.steps));
  const tensors: readonly (readonly [string, StateTensor])[] = [
    ...model.stateDict(),
    ...named(prefixes.velocity, stepper.optimiser.velocities),
    ...named(prefixes.average, stepper.average.variables),
  ];
  await writeSafetensors(
    `${path}.safetensors`,
    new Map(tensors.map(([name, tensor]) => [name, finite(name, tensor)])),
    { format: 'pt' },
  );
  await writeText(`${path}.json`, `${JSON.stringify(state)}\n`);
}

/** The steps after which there is a checkpoint, in their order. */
export async function listCheckpoints(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => NAME.exec(name)?.groups?.['steps'] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** Deletes what is no checkpoint of `kept`, halves of one that a killed process left behind included. */
export async function pruneCheckpoints(folder: string, kept: readonly number[]): Promise<void> {
  const wanted = new Set(kept.map(nameOf).flatMap((name) => [`${name}.json`, `${name}.safetensors`]));
  const files = (await readdir(folder).catch(() => [])).filter((file) => !wanted.has(file));
  // Each JSON before its tensors, so that there is never one without them.
  for (const file of files.sort()) await rm(join(folder, file), { force: true });
}

/**
 * Puts a training back to where the checkpoint after so many steps left it.
 *
 * @throws TrainerError or ZooError when the checkpoint is damaged or another model's.
 */
export async function readCheckpoint(
  folder: string,
  steps: number,
  { model, stepper }: Training,
): Promise<State> {
  const path = join(folder, nameOf(steps));
  const state = await readState(`${path}.json`);
  const file = await openSafetensors(`${path}.safetensors`);
  try {
    const extra = (name: string): boolean =>
      Object.values(prefixes).some((prefix) => name.startsWith(prefix));
    const weights = [...file.tensors].filter(([name]) => !extra(name));
    await model.loadStateDict(
      new Map(
        weights.map(([name, tensor]) => [
          name,
          { dtype: 'F32', shape: tensor.shape, read: () => tensor.read() },
        ]),
      ),
    );
    await restore(file, path, prefixes.velocity, stepper.optimiser.velocities);
    await restore(file, path, prefixes.average, stepper.average.variables);
    stepper.steps = state.steps;
    return state;
  } finally {
    await file.close();
  }
}

/** A loss shows only with the next step that the weights are no numbers any more: such are not worth keeping. */
function finite(name: string, tensor: StateTensor): StateTensor {
  return {
    dtype: tensor.dtype,
    shape: tensor.shape,
    async read() {
      const values = await tensor.read();
      if (values.every(Number.isFinite)) return values;
      throw new TrainerError(
        'TRAINER_LOSS_NOT_FINITE',
        `expected finite numbers to keep but ${name} has others; lower the learning rate or clip the gradients`,
      );
    },
  };
}

function named(prefix: string, variables: ReadonlyMap<string, Variable>): [string, StateTensor][] {
  return [...variables].map(([name, variable]) => [
    `${prefix}${name}`,
    // As it is in memory: no other program reads it.
    {
      dtype: 'F32',
      shape: variable.shape,
      read: async () => (await variable.data()) as Float32Array,
    },
  ]);
}

async function restore(
  file: SafetensorsFile,
  path: string,
  prefix: string,
  variables: ReadonlyMap<string, Variable>,
): Promise<void> {
  for (const [name, variable] of variables) {
    const saved = file.tensors.get(`${prefix}${name}`);
    if (saved?.shape.join() !== variable.shape.join()) {
      const found = saved ? `[${saved.shape.join(', ')}]` : 'none';
      throw new TrainerError(
        'TRAINER_BAD_CHECKPOINT',
        `expected ${prefix}${name} [${variable.shape.join(', ')}] in ${path}.safetensors but found ${found}`,
      );
    }
    const values = await saved.read();
    tidy(() => variable.assign(tensor(values, variable.shape)));
  }
}

async function readState(path: string): Promise<State> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError ? 'it is none' : cause instanceof Error ? cause.message : String(cause);
    throw new TrainerError(
      'TRAINER_BAD_CHECKPOINT',
      `expected the state of a training in ${path} but ${reason}`,
      { cause },
    );
  }
}
