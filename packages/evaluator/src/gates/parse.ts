import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { EvaluatorError } from '../errors.ts';
import { figureNames, figureOf } from './figures.ts';
import { gatesSchema, type Gate, type GateInput } from './schema.ts';

const EXPRESSION =
  /^\s*([^<>=\s]+)\s*(>=|<=)\s*(?:(baseline)\s*(?:([+-])\s*([\d.]+\s*%?))?|([+-]?[\d.]+(?:e[+-]?\d+)?))\s*$/i;

/**
 * Gates out of YAML or JSON: `{ gates: [{ metric: top1, min: 75 }, ...] }`, or the list alone.
 *
 * @param source - where the text is from, for errors
 * @throws {EvaluatorError} `EVALUATOR_BAD_GATES`
 */
export function parseGates(text: string, source = 'the gates'): Gate[] {
  let document: unknown;
  try {
    // A warning would go to stderr past whoever called; what it warns of is refused below.
    document = parseYaml(text, { logLevel: 'error' });
  } catch (cause) {
    throw badGates(source, firstLine(cause), cause);
  }
  return checkedGates(document, source);
}

/** @throws {EvaluatorError} `EVALUATOR_BAD_GATES`; and what reading the file throws */
export async function readGates(path: string): Promise<Gate[]> {
  return parseGates(await readFile(path, 'utf8'), path);
}

/**
 * A gate out of a short expression: `top1>=75`, `loss<=0.9`, `top1>=baseline`, `top1>=baseline-0.5`,
 * `latency.p95<=baseline+10%`.
 *
 * @throws {EvaluatorError} `EVALUATOR_BAD_GATES`
 */
export function parseGateExpression(text: string): Gate {
  const [, metric, operator, baseline, sign, tolerance, value] = EXPRESSION.exec(text) ?? [];
  if (metric === undefined)
    throw badGates(`'${text}'`, 'no expression such as top1>=75 or top1>=baseline-0.5');
  if (baseline === undefined) {
    return checkedGates([{ metric, [operator === '>=' ? 'min' : 'max']: Number(value) }], `'${text}'`)[0]!;
  }
  const figure = figureOf(metric);
  const worse = operator === '>=' ? '-' : '+';
  const isRightWay = (figure?.better === 'higher') === (operator === '>=') && (sign ?? worse) === worse;
  if (figure !== undefined && !isRightWay) {
    const form = figure.better === 'higher' ? `${metric}>=baseline-T` : `${metric}<=baseline+T`;
    throw badGates(
      `'${text}'`,
      `a comparison the wrong way round: ${metric} is better when ${figure.better}, so ${form}`,
    );
  }
  const allowed = tolerance?.trim().endsWith('%') ? tolerance.trim() : tolerance && Number(tolerance);
  return checkedGates([{ metric, baseline: { tolerance: allowed } }], `'${text}'`)[0]!;
}

/** Gates as they were given to a function: checked, with defaults. @throws {EvaluatorError} `EVALUATOR_BAD_GATES` */
export function checkedGates(gates: unknown, source = 'the gates'): Gate[] {
  const result = gatesSchema.safeParse(Array.isArray(gates) ? { gates: gates as GateInput[] } : gates);
  if (!result.success) throw badGates(source, firstLine(z.prettifyError(result.error)), result.error);
  for (const { metric, baseline } of result.data.gates) {
    if (figureOf(metric) === undefined) {
      throw badGates(
        source,
        `the metric '${metric}', where there are ${figureNames.join(', ')}, precision.CLASS, recall.CLASS, f1.CLASS and extra.NAME`,
      );
    }
    if (baseline?.significance !== undefined && !['top1', 'top5', 'loss'].includes(metric)) {
      throw badGates(
        source,
        `a significance for '${metric}', where only top1, top5 and loss are tested sample by sample`,
      );
    }
  }
  return result.data.gates;
}

function badGates(source: string, received: string, cause?: unknown): EvaluatorError {
  return new EvaluatorError(
    'EVALUATOR_BAD_GATES',
    `expected gates in ${source} but received ${received}: see "Gates" in the README of @resnext/evaluator`,
    { cause },
  );
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/^✖ /, '')
    .replace(/\s*\n\s*(→ )?/g, ' ')
    .trim()
    .slice(0, 300);
}
