import { customGrad, type GradSaveFunc, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { isRecorded, onTape, walk } from './tape.ts';

/**
 * `run(x)`, of which nothing but `x` is remembered for the gradients: they run it again first (arXiv 1604.06174).
 * Less memory for more time; the gradients are the same bits.
 *
 * @param variables all that `run` depends on besides `x` and is to have gradients
 * @param run what it changes besides its result, such as running statistics, it must leave alone when it runs `again`
 */
export function recompute<X extends Tensor, Y extends Tensor>(
  x: X,
  variables: readonly Variable[],
  run: (x: X, again: boolean) => Y,
): Y {
  const wantsInput = isRecorded(x);
  const forgetful = customGrad((...inputs) => {
    const save = inputs.at(-1) as unknown as GradSaveFunc;
    save([x]);
    return {
      value: run(x, false),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => {
        const sources = wantsInput ? [saved!, ...variables] : variables;
        const gradients = onTape(
          () => run(saved as X, true),
          (y, tape) => walk(tape, y, dy.clone(), sources) as Tensor[],
        );
        // In place of a gradient that nobody asks for, any tensor will do.
        return wantsInput ? gradients : [saved!, ...gradients];
      },
    };
  });
  return forgetful(x, ...variables);
}
