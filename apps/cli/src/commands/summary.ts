import type { Register } from './index.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import { addArchitectureOptions, rowOf, type ArchitectureOptions } from '../options/model.ts';
import { integer } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { count } from '../output/numbers.ts';
import { writeTable } from '../output/table.ts';

interface SummaryOptions extends ArchitectureOptions, JsonOption {
  readonly inputSize?: number;
}

export const summary: Register = (program, context) => {
  addJsonOption(addArchitectureOptions(program.command('summary')))
    .description("show a model's layers, parameters, multiply-adds and activations")
    .argument('[model]', 'a name that `resnext models` lists')
    .option('--input-size <n>', "the image's side in pixels", integer('--input-size', { min: 1 }))
    .addHelpText('before', 'Example:\n  $ resnext summary resnext50_32x4d\n')
    .action(async (name: string | undefined, { inputSize, json, ...options }: SummaryOptions) => {
      const row = await rowOf(name, options);
      const { summarize } = await import('@resnext/zoo');
      const result = summarize(row, { inputSize });
      if (json) return writeJson(context, result);
      writeTable(
        context,
        [
          { title: 'layer', value: (layer) => layer.name },
          { title: 'kind', value: ({ kind }) => kind },
          { title: 'output', value: ({ outputShape }) => outputShape.slice(1).join(' x '), align: 'right' },
          { title: 'parameters', value: ({ params }) => count(params), align: 'right' },
          { title: 'multiply-adds', value: ({ macs }) => count(macs), align: 'right' },
        ],
        result.layers,
      );
      context.stdout.write('\n');
      writeTable(
        context,
        [
          {
            title: `${result.model}, for an image of ${result.inputSize}x${result.inputSize}`,
            value: ([label]) => label,
          },
          { title: '', value: ([, value]) => count(value), align: 'right' },
        ],
        [
          ['parameters', result.params],
          ['multiply-adds', result.macs],
          ['activations', result.activations],
        ] as const,
      );
    });
};
