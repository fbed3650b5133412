import { add, engine, util, type Tensor } from '@tensorflow/tfjs-core';
import { OpsError } from '../errors.ts';

type TapeNode = ReturnType<typeof engine>['state']['activeTape'][number];

export type Tape = readonly TapeNode[];

/**
 * Runs `f` on a tape of its own and hands that with the result to `use`, outside of the recording. What `f` saved
 * for its gradients is freed in the end, whatever happens.
 */
export function onTape<Result extends Tensor, Used>(
  f: () => Result,
  use: (result: Result, tape: Tape) => Used,
): Used {
  const { state } = engine();
  const { activeTape, gradientDepth } = state;
  const tape: TapeNode[] = [];
  state.activeTape = tape;
  state.gradientDepth = 1;
  try {
    const result = engine().tidy('forward', f);
    state.gradientDepth = 0;
    return use(result, tape);
  } finally {
    tape.forEach(forget);
    // The engine itself leaves none behind either.
    state.activeTape = activeTape;
    state.gradientDepth = gradientDepth;
  }
}

/**
 * Walks a tape from its end, each tensor's gradient summed before the operation that made it is reached. What an
 * operation saved, and each gradient on the way, is freed as soon as it has been read.
 *
 * @param dresult the gradient of `result`, which is freed
 * @returns those of the sources; nothing for one that `result` does not depend on
 */
export function walk(
  tape: Tape,
  result: Tensor,
  dresult: Tensor,
  sources: readonly Tensor[],
): (Tensor | undefined)[] {
  return engine().tidy('backward', () => {
    const dependent = dependents(tape, sources);
    const gradients = new Map<number, Tensor>([[result.id, dresult]]);
    for (const node of tape.toReversed()) {
      if (node.outputs.some(({ id }) => gradients.has(id) && dependent.has(id))) {
        const dys = node.outputs.map(({ id }) => gradients.get(id));
        for (const [id, gradient] of gradientsOfInputs(node, dys, dependent)) {
          const other = gradients.get(id);
          gradients.set(id, other ? add(other, gradient) : gradient);
          if (other) [other, gradient].forEach((summand) => summand.dispose());
        }
      }
      for (const { id } of node.outputs) {
        gradients.get(id)?.dispose();
        gradients.delete(id);
      }
      forget(node);
    }
    return sources.map(({ id }) => gradients.get(id)) as Tensor[];
  });
}

/** Whether a tensor came out of an operation that the tape which is running has recorded. */
export function isRecorded({ id }: Tensor): boolean {
  const { activeTape } = engine().state as { activeTape: Tape | null };
  return activeTape?.some(({ outputs }) => outputs.some((output) => output.id === id)) ?? false;
}

/** The ids of the sources and of all that was computed from them. */
function dependents(tape: Tape, sources: readonly Tensor[]): Set<number> {
  const ids = new Set(sources.map(({ id }) => id));
  for (const { inputs, outputs } of tape) {
    if (Object.values(inputs).some(({ id }) => ids.has(id))) outputs.forEach(({ id }) => ids.add(id));
  }
  return ids;
}

/** By the ids of the inputs that depend on a source; each tensor is the caller's alone. */
function gradientsOfInputs(
  { kernelName, inputs, gradient }: TapeNode,
  dys: readonly (Tensor | undefined)[],
  dependent: ReadonlySet<number>,
): [id: number, gradient: Tensor][] {
  if (!gradient) throw missing(kernelName);
  const wanted = Object.entries(inputs).filter(([, { id }]) => dependent.has(id));
  const owned = engine().tidy(() => {
    const thunks = gradient(dys as Tensor[]);
    const given = new Set<Tensor | undefined>(dys);
    return wanted.map(([name, input]) => {
      const thunk = thunks[name];
      if (!thunk) throw missing(`the input ${name} of ${kernelName}`);
      const dx = thunk();
      util.assertShapesMatch(dx.shape, input.shape, `The gradient of ${kernelName}'s input ${name}: `);
      // An operation may hand on the gradient that it received, or one tensor to several inputs.
      if (given.has(dx)) return dx.clone();
      given.add(dx);
      return dx;
    });
  });
  return owned.map((dx, index) => [wanted[index]![1].id, dx]);
}

/** Frees what an operation saved for its gradient. */
function forget({ saved }: TapeNode): void {
  saved?.forEach((tensor) => tensor.dispose());
}

function missing(what: string): OpsError {
  return new OpsError('OPS_BAD_OPTION', `expected a gradient to be registered for ${what} but found none`);
}
