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
      const { listModels, listWeights, summarize } = await import('@resnext/zoo');
      const published = listWeights().filter(({ unsupported }) => unsupported === undefined);
      const rows = listModels().map((row) => {
        const { params, macs, inputSize } = summarize(row);
        const weights = published.filter(({ model }) => model === row.name).map(({ name }) => name);
        return { name: row.name, params, macs, inputSize, classes: row.classes, weights };
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
          { title: 'published weights', value: ({ weights }) => weights.map(tagOf).join(', ') },
        ],
        rows,
      );
    });
};

/** What tells one published file of a model from another: the name without the model. */
function tagOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
