import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compareRuns } from '../compare/compareRuns.ts';
import { EvaluatorError } from '../errors.ts';
import { evaluate } from '../evaluate.ts';
import { checkGates } from '../gates/checkGates.ts';
import { gatesSchema } from '../gates/schema.ts';
import { labelsOf, reportOf } from '../testing/reports.ts';
import { toJson } from '../writers/json.ts';
import { parseReport } from './parseReport.ts';
import { reportSchema } from './schema.ts';

const plain = await reportOf(40, (index) => index % 5 > 0);
const report = {
  ...plain,
  gates: checkGates(plain, [{ metric: 'top1', min: 90 }]),
  comparison: compareRuns(plain, await reportOf(40, () => true)),
};

describe('parseReport', () => {
  it('reads what toJson writes', async () => {
    expect(parseReport(toJson(report))).toEqual(report);
    const diverged = await evaluate(() => new Float32Array(32).fill(NaN), [{ labels: labelsOf(8) }], {
      classes: 4,
    });
    expect(parseReport(toJson(diverged))).toEqual(diverged);
  });

  it('refuses another version, half a file, and other JSON, in one line', () => {
    const bad = [
      '',
      'null',
      toJson(report).slice(0, 500),
      toJson({ ...report, schemaVersion: 2 as 1 }),
      toJson({ ...report, records: { ...report.records!, rank: [] } }),
      toJson({ ...report, worst: [{ ...report.worst[0]!, image: 'https://example.com/track.png' }] }),
    ];
    for (const text of bad) {
      expect(() => parseReport(text, 'a.json')).toThrow(
        expect.objectContaining({
          code: 'EVALUATOR_BAD_REPORT',
          message: expect.stringMatching(/^expected a report of version 1 in a\.json but received [^\n]+$/),
        }),
      );
    }
  });

  it('gives a report or an error of ours, whatever happened to the file', () => {
    const text = toJson(report);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 10 }), (start, length, put) => {
        try {
          expect(parseReport(text.slice(0, start) + put + text.slice(start + length))).toHaveProperty('top1');
        } catch (error) {
          expect(error).toBeInstanceOf(EvaluatorError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

// `npx vitest run --project @resnext/evaluator -u` writes the files anew.
it.each([
  ['report.v1.json', reportSchema],
  ['gates.v1.json', gatesSchema],
])('schemas/%s is the schema as others read it', async (name, schema) => {
  const text = `${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`../../schemas/${name}`);
});
