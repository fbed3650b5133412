import { join } from 'node:path';
import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import {
  openSafetensors,
  writeSafetensors,
  type FileTensor,
  type Model,
  type StateDict,
  type StateTensor,
} from '@resnext/zoo';
import { z } from 'zod';
import { epochSchema, type Epoch } from '../epoch.ts';
import { TrainerError } from '../errors.ts';
import type { Sgd } from '../sgd.ts';
import { runFiles } from './files.ts';

/** Before the name of a parameter, for its velocity. */
const VELOCITY = 'velocity.';

/** The metadata's key of the epochs so far. */
const HISTORY_KEY = 'resnext.history';

const historySchema = z.array(epochSchema).min(1);

export interface Checkpoint {
  readonly model: Model;
  readonly optimiser: Sgd;
  readonly history: readonly Epoch[];
}

/** One file, so that weights, velocities and history are always of the same epoch. */
export async function writeCheckpoint(
  directory: string,
  { model, optimiser, history }: Checkpoint,
): Promise<void> {
  const velocities = [...optimiser.velocities].map(
    ([name, velocity]) => [`${VELOCITY}${name}`, velocityTensor(velocity)] as const,
  );
  await writeSafetensors(
    join(directory, runFiles.checkpoint),
    new Map([...model.stateDict(), ...velocities]),
    { [HISTORY_KEY]: JSON.stringify(history) },
  );
}

/**
 * Puts a run's model and optimiser back to where it stopped.
 *
 * @returns its epochs so far
 * @throws TrainerError or ZooError when the checkpoint is missing, damaged or another model's.
 */
export async function readCheckpoint(directory: string, model: Model, optimiser: Sgd): Promise<Epoch[]> {
  const path = join(directory, runFiles.checkpoint);
  const file = await openSafetensors(path);
  try {
    const history = parseHistory(file.metadata.get(HISTORY_KEY), path);
    const tensors = [...file.tensors];
    const weights = tensors.filter(([name]) => !name.startsWith(VELOCITY));
    await model.loadStateDict(
      new Map(weights.map(([name, from]) => [name, stateTensor(from)])) satisfies StateDict,
    );
    for (const [name, velocity] of optimiser.velocities) {
      const saved = file.tensors.get(`${VELOCITY}${name}`);
      if (!saved || saved.shape.join() !== velocity.shape.join()) {
        throw new TrainerError(
          'TRAINER_BAD_CHECKPOINT',
          `expected a velocity [${velocity.shape.join(', ')}] of ${name} in ${path} but found ${saved ? `[${saved.shape.join(', ')}]` : 'none'}`,
        );
      }
      const values = await saved.read();
      tidy(() => velocity.assign(tensor(values, velocity.shape)));
    }
    return history;
  } finally {
    await file.close();
  }
}

function velocityTensor(velocity: Variable): StateTensor {
  // As the optimiser holds it: no other program reads this file.
  return { dtype: 'F32', shape: velocity.shape, read: async () => (await velocity.data()) as Float32Array };
}

function stateTensor(tensor: FileTensor): StateTensor {
  return { dtype: 'F32', shape: tensor.shape, read: () => tensor.read() };
}

function parseHistory(json: string | undefined, path: string): Epoch[] {
  try {
    return historySchema.parse(JSON.parse(json ?? 'null'));
  } catch (cause) {
    throw new TrainerError(
      'TRAINER_BAD_CHECKPOINT',
      `expected the epochs of a run in the metadata of ${path} but found none`,
      {
        cause,
      },
    );
  }
}
