import { readFileSync } from 'node:fs';
import { checkGates, type CheckGatesOptions } from '../gates/checkGates.ts';
import { parseGates } from '../gates/parse.ts';
import type { GateInput } from '../gates/schema.ts';
import type { Report } from '../report/schema.ts';

/** What a matcher tells the test runner. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Gates, or the path of a file that holds them. */
export type GatesOrFile = string | readonly GateInput[] | { readonly gates: readonly GateInput[] };

/**
 * The matcher `expect(report).toPassGates(gates, { baseline })` for every test runner with jest's `expect.extend`. Import
 * `@resnext/evaluator/vitest` or `@resnext/evaluator/jest` to have it added, with its types.
 *
 * @throws what `checkGates` throws
 */
export function toPassGates(report: Report, gates: GatesOrFile, options?: CheckGatesOptions): MatcherResult {
  const given = typeof gates === 'string' ? parseGates(readFileSync(gates, 'utf8'), gates) : gates;
  const { passed, results } = checkGates(report, given, options);
  return {
    pass: passed,
    message: () =>
      [
        `expected the report ${passed ? 'not ' : ''}to pass the gates`,
        ...results.map(({ status, name, message }) => `  ${status}: ${name}: ${message}`),
      ].join('\n'),
  };
}
