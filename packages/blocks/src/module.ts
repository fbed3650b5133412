import { Parameter } from './parameter.ts';

/** How many batches a batch norm has been trained on: PyTorch's `num_batches_tracked`. */
export class Counter {
  value = 0;
}

export type Leaf = Parameter | Counter;

/** A part of a network: other parts and leaves, each under its name in the state dict. */
export abstract class Module {
  abstract readonly members: Readonly<Record<string, Module | Leaf | undefined>>;

  /** Every parameter and counter with its full name, such as `layer1.0.conv2.weight`. */
  *leaves(prefix = ''): Generator<[name: string, leaf: Leaf]> {
    for (const [key, member] of Object.entries(this.members)) {
      if (member instanceof Module) yield* member.leaves(`${prefix}${key}.`);
      else if (member) yield [`${prefix}${key}`, member];
    }
  }

  *parameters(prefix = ''): Generator<[name: string, parameter: Parameter]> {
    for (const [name, leaf] of this.leaves(prefix)) if (leaf instanceof Parameter) yield [name, leaf];
  }

  /** Itself, unless it is the root, and every module within, with its full name. */
  *modules(name = ''): Generator<[name: string, module: Module]> {
    if (name !== '') yield [name, this];
    for (const [key, member] of Object.entries(this.members)) {
      if (member instanceof Module) yield* member.modules(name === '' ? key : `${name}.${key}`);
    }
  }

  dispose(): void {
    for (const [, parameter] of this.parameters()) parameter.dispose();
  }
}

/** Modules named by their place. */
export class ModuleList<Item extends Module> extends Module {
  readonly members: Readonly<Record<string, Item>>;

  constructor(readonly items: readonly Item[]) {
    super();
    this.members = Object.fromEntries(items.entries());
  }
}
