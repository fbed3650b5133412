import { engine, ones, type Scalar, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { OpsError } from '../errors.ts';
import { onTape, walk } from './tape.ts';

/** A value and what it changes by with each variable. */
export interface VariableGradients {
  /** [] */
  readonly value: Scalar;
  /** In the order of the variables, each of its variable's shape. */
  readonly gradients: Tensor[];
}

/**
 * The value of `f` and its gradients, as tfjs-core's `variableGrads` finds them, with less memory: what the
 * forward pass saved, and each gradient between layers, is freed as soon as it has been read, where tfjs-core
 * keeps all of it to the end. It is of the first order: not to be called inside another gradient.
 *
 * @param f its operations are what is differentiated; what it `keep`s stays
 * @throws OpsError when `f` gives no scalar, or a variable has no part in it.
 */
export function variableGradients(f: () => Scalar, variables: readonly Variable[]): VariableGradients {
  if (engine().state.gradientDepth > 0) {
    throw new OpsError('OPS_BAD_OPTION', 'expected no gradient around variableGradients but found one');
  }
  return onTape(f, (value, tape) => {
    checkScalar(value);
    const found = walk(tape, value, ones([]), variables);
    const gradients = found.map((gradient, index) => gradient ?? noPart(variables[index]!, found));
    return { value, gradients };
  });
}

function noPart({ name }: Variable, found: readonly (Tensor | undefined)[]): never {
  found.forEach((gradient) => gradient?.dispose());
  throw new OpsError(
    'OPS_BAD_OPTION',
    `expected every variable to have a part in the value but ${name} has none`,
  );
}

function checkScalar(value: Tensor): void {
  if (value.rank !== 0) {
    throw new OpsError(
      'OPS_BAD_SHAPE',
      `expected a scalar to differentiate but received [${value.shape.join(', ')}]`,
    );
  }
}
