import { join } from 'node:path';
import type { ModelRow } from '@resnext/zoo';
import { drawCurves } from '../logs/curves.ts';
import { metricsCsv } from '../logs/metricsCsv.ts';
import { reportHtml } from '../logs/report/reportHtml.ts';
import { runFiles } from '../run/files.ts';
import { writeText } from '../run/writeText.ts';
import type { Callback } from './callback.ts';

/** Writes `metrics.csv`, `curves.svg` and `report.html` anew after every epoch. */
export function standardLogs(directory: string, row: ModelRow): Callback {
  return {
    async onEpoch({ history, judgement, configuration }) {
      const curves = await drawCurves(history, row.name);
      await writeText(join(directory, runFiles.metrics), metricsCsv(history));
      await writeText(join(directory, runFiles.curves), curves);
      await writeText(
        join(directory, runFiles.report),
        reportHtml({ row, configuration, history, curves, judgement }),
      );
    },
  };
}
