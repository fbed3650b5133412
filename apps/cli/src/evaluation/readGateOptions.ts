import type { Gate } from '@resnext/evaluator';

export interface GateOptions {
  /** Files, and expressions such as `top1>=98`. */
  readonly gate?: readonly string[];
  readonly minTop1?: number;
}

/** All gates that were asked for, in the order of the options. */
export async function readGateOptions({ gate = [], minTop1 }: GateOptions): Promise<Gate[]> {
  const { parseGateExpression, readGates } = await import('@resnext/evaluator');
  const gates = await Promise.all(
    gate.map(async (each) => (/[<>]=/.test(each) ? [parseGateExpression(each)] : readGates(each))),
  );
  const least = minTop1 === undefined ? [] : [{ metric: 'top1', min: minTop1, level: 'error' } as const];
  return [...least, ...gates.flat()];
}
