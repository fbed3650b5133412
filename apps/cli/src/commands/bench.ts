import type { Benchmark } from '../bench.ts';
import type { Context } from '../context.ts';
import { addBackendOptions, startBackend, type BackendOptions } from '../options/backend.ts';
import { addJsonOption, type JsonOption } from '../options/json.ts';
import {
  addArchitectureOptions,
  hasArchitecture,
  rowOf,
  type ArchitectureOptions,
} from '../options/model.ts';
import { integer } from '../options/values.ts';
import { writeJson } from '../output/json.ts';
import { decimal } from '../output/numbers.ts';
import { startProgress } from '../output/progress.ts';
import { writeTable } from '../output/table.ts';
import type { Register } from './index.ts';

interface BenchOptions extends ArchitectureOptions, BackendOptions, JsonOption {
  readonly model?: string;
  readonly batch: number;
  readonly rounds: number;
  readonly train?: true;
}

const DEFAULT_MODEL = 'resnext50_32x4d';

export const bench: Register = (program, context) => {
  addJsonOption(addBackendOptions(addArchitectureOptions(program.command('bench'))))
    .description('measure how fast this machine is, and what share of its peak that is')
    .option('--model <name>', `a name that \`resnext models\` lists (default: ${DEFAULT_MODEL})`)
    .option('--batch <n>', 'images at a time', integer('--batch', { min: 1 }), 1)
    .option('--rounds <n>', 'batches to time', integer('--rounds', { min: 1 }), 5)
    .option('--train', 'time training steps instead of answers')
    .addHelpText('before', 'Example:\n  $ resnext bench --model resnext50_32x4d --batch 1\n')
    .action(async ({ model, batch, rounds, train, json, ...options }: BenchOptions) => {
      const row = await rowOf(model ?? (hasArchitecture(options) ? undefined : DEFAULT_MODEL), options);
      const { measureModel } = await import('../bench.ts');
      const { name: backend, threads = 1 } = await startBackend(context, options);
      const mode = train ? 'training' : 'inference';
      const progress = startProgress(context.stderr, `timing ${row.name}`, rounds);
      try {
        const result = await measureModel(row, {
          mode,
          batch,
          rounds,
          threads,
          backend,
          signal: context.signal,
          onRound: (round) => progress.update(round),
        });
        progress.stop();
        if (json) writeJson(context, result);
        else writeBenchmark(context, result);
      } finally {
        progress.stop();
      }
    });
};

function writeBenchmark(context: Context, result: Benchmark): void {
  const { median, min, max } = result.msPerBatch;
  writeTable(
    context,
    [
      { title: `${result.model}, ${result.mode}, batch ${result.batch}`, value: ([label]) => label },
      { title: '', value: ([, value]) => value },
    ],
    [
      ['backend', `${result.backend} on ${result.threads} thread${result.threads === 1 ? '' : 's'}`],
      ['images a second', decimal(result.imagesPerSecond, 2)],
      ['milliseconds a batch', `${decimal(median, 1)} (from ${decimal(min, 1)} to ${decimal(max, 1)})`],
      ['speed', `${decimal(result.gflops, 2)} GFLOPS`],
      ['peak, as measured', `${decimal(result.peakGflops, 2)} GFLOPS`],
      ['share of peak', `${decimal(100 * result.shareOfPeak, 1)} %`],
    ] as const,
  );
}
