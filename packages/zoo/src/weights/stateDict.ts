import { Counter, Parameter, type Leaf, type Module } from '@resnext/blocks';
import { ZooError } from '../errors.ts';
import { fileShape, fromFileLayout, toFileLayout } from './layout.ts';

/** A tensor in the layout of files, whose values are fetched when they are wanted. */
export interface StateTensor {
  readonly dtype: 'F32' | 'I64';
  readonly shape: readonly number[];
  /** As float32, whatever the type in the file. */
  read(): Promise<Float32Array>;
  /** Its bytes as safetensors hold them, in pieces, where that is less work than to read it. */
  pieces?(): AsyncIterable<Uint8Array>;
}

/** Tensors by torchvision's names. */
export type StateDict = ReadonlyMap<string, StateTensor>;

export function stateDict(module: Module): StateDict {
  return new Map([...module.leaves()].map(([name, leaf]) => [name, stateTensor(leaf)]));
}

function stateTensor(leaf: Leaf): StateTensor {
  if (leaf instanceof Counter) {
    return { dtype: 'I64', shape: [], read: async () => Float32Array.of(leaf.value) };
  }
  const shape = fileShape(leaf);
  return {
    dtype: 'F32',
    shape,
    read: async () => toFileLayout(leaf, (await leaf.variable.data()) as Float32Array),
  };
}

export async function loadStateDict(module: Module, dict: StateDict, model: string): Promise<void> {
  const leaves = checkStateDict(module, dict, model);
  for (const [name, leaf] of leaves) {
    const tensor = dict.get(name);
    if (leaf instanceof Parameter) leaf.set(fromFileLayout(leaf, await tensor!.read()));
    else if (tensor) leaf.value = (await tensor.read())[0]!;
  }
}

/** @returns the leaves of the module, all of which the weights have */
export function checkStateDict(module: Module, dict: StateDict, model: string): ReadonlyMap<string, Leaf> {
  const leaves = new Map(module.leaves());
  checkNames(leaves, dict, model);
  checkShapes(leaves, dict, model);
  return leaves;
}

function checkNames(leaves: ReadonlyMap<string, Leaf>, dict: StateDict, model: string): void {
  // Counters came to PyTorch late and count nothing that a forward pass needs.
  const missing = [...leaves].filter(([name, leaf]) => leaf instanceof Parameter && !dict.has(name));
  const unknown = [...dict.keys()].filter((name) => !leaves.has(name));
  const problems = [
    missing.length > 0 ? `lack ${some(missing.map(([name]) => name))}` : '',
    unknown.length > 0 ? `have ${some(unknown)} besides` : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0) {
    throw new ZooError(
      'ZOO_WRONG_MODEL',
      `expected the weights of ${model} but received weights that ${problems.join(' and ')}`,
    );
  }
}

function checkShapes(leaves: ReadonlyMap<string, Leaf>, dict: StateDict, model: string): void {
  for (const [name, leaf] of leaves) {
    const shape = dict.get(name)?.shape;
    const expected = leaf instanceof Parameter ? fileShape(leaf) : [];
    if (shape && (shape.length !== expected.length || shape.some((size, axis) => size !== expected[axis]))) {
      throw new ZooError(
        'ZOO_WRONG_MODEL',
        `expected [${expected.join(', ')}] for ${name} of ${model} but received [${shape.join(', ')}]`,
      );
    }
  }
}

function some(names: readonly string[]): string {
  return names.length > 1 ? `${names[0]} and ${names.length - 1} more` : names[0]!;
}
