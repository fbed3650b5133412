import type { Register } from './index.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { writeJson } from '../output/json.ts';
import { count } from '../output/numbers.ts';
import { writeTable } from '../output/table.ts';

export const models: Register = (program, context) => {
  addJsonOption(program.command('models'))
    .description('list the models of the zoo')
    .addHelpText('before', 'Example:\n  $ resnext models\n')
    .action(async ({ json }: JsonOption) => {
      const { listModels, summarize } = await import('@resnext/zoo');
      const rows = listModels().map((row) => {
        const { params, macs, inputSize } = summarize(row);
        return { name: row.name, params, macs, inputSize, classes: row.classes, weights: [] };
      });
      if (json) return writeJson(context, rows);
      writeTable(
        context,
        [
          { title: 'name', value: ({ name }) => name },
          { title: 'parameters', value: ({ params }) => count(params), align: 'right' },
          { title: 'multiply-adds', value: ({ macs }) => count(macs), align: 'right' },
          { title: 'input', value: ({ inputSize }) => `${inputSize}x${inputSize}`, align: 'right' },
          { title: 'classes', value: ({ classes }) => count(classes), align: 'right' },
        ],
        rows,
      );
    });
};
