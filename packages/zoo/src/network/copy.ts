import { Counter, Parameter, type Module } from '@resnext/blocks';

/** Gives `target` the values of the leaves that `source` has under the same names, or of some of those. */
export function copyLeaves(source: Module, target: Module, wanted = (_name: string) => true): void {
  const leaves = new Map(source.leaves());
  for (const [name, leaf] of target.leaves()) {
    if (!wanted(name)) continue;
    const origin = leaves.get(name);
    if (leaf instanceof Parameter && origin instanceof Parameter) leaf.set(origin.variable);
    else if (leaf instanceof Counter && origin instanceof Counter) leaf.value = origin.value;
  }
}
