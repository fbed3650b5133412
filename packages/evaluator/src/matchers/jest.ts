import type { CheckGatesOptions } from '../gates/checkGates.ts';
import { EvaluatorError } from '../errors.ts';
import { toPassGates, type GatesOrFile, type MatcherResult } from './toPassGates.ts';

/* Importing this, in a file of `setupFilesAfterEnv`, adds the matcher to jest, or whatever has a global `expect`. */

declare global {
  // jest's types are a namespace, and can be added to as nothing else.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    interface Matchers<R> {
      /** Passes if no gate of level `error` fails. */
      toPassGates(gates: GatesOrFile, options?: CheckGatesOptions): R;
    }
  }
}

interface Expect {
  extend(matchers: Record<string, (...received: never[]) => MatcherResult>): void;
}

const { expect } = globalThis as { expect?: Expect };
if (expect === undefined) {
  throw new EvaluatorError(
    'EVALUATOR_INVALID_OPTION',
    'expected a global expect to add the matcher to but received none: import this in a file of setupFilesAfterEnv',
  );
}
expect.extend({ toPassGates });
