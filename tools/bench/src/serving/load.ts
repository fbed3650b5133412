import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selectBackend } from '@resnext/runtime';
import { createModel, resolveRow, saveModel } from '@resnext/zoo';
import { inputKinds, makeInputs } from './inputs.ts';
import { measure, type Measured } from './measure.ts';
import { offlineRate } from './offline.ts';
import { startOnnxruntime } from './onnxruntimeSide.ts';
import { startResnext } from './resnextSide.ts';

/*
 * The server under load, beside the network alone and beside onnxruntime behind Fastify, as a table for BENCHMARKS.md.
 *
 *   node --conditions=@resnext/source --import tsx tools/bench/src/serving/load.ts [options] [-- FLAGS OF resnext serve]
 *     --model NAME    resnext50_32x4d unless told, with random weights
 *     --clients N     32 unless told
 *     --seconds N     of one turn (10 unless told)
 *     --rounds N      turns of everyone (3 unless told)
 *     --only KINDS    FP32, UINT8, JPEG, with commas between
 *     --no-peer       without onnxruntime
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'resnext50_32x4d' },
    clients: { type: 'string', default: '32' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: inputKinds.join(',') },
    'no-peer': { type: 'boolean', default: false },
  },
});
const [clients, seconds, rounds] = [count('clients'), count('seconds'), count('rounds')];
const chosen = values.only.split(',');
const kinds = inputKinds.filter((kind) => chosen.includes(kind));
if (kinds.length !== chosen.length)
  throw new Error(`expected some of ${inputKinds.join(', ')} for --only but received '${values.only}'`);

const loadBefore = loadavg()[0]!;
const row = resolveRow(values.model);
const folder = await mkdtemp(join(tmpdir(), 'resnext-load-'));
const sides = [];
try {
  const weights = join(folder, `${row.name}.safetensors`);
  await selectBackend();
  const model = createModel(row, { seed: 1 });
  await saveModel(model, weights);
  model.dispose();
  const inputs = await makeInputs(row);
  sides.push(await startResnext(row, weights, inputs, positionals));
  if (!values['no-peer']) sides.push(await startOnnxruntime(row, inputs, availableParallelism()));
  const results = [];
  for (const kind of kinds) {
    const offline = (batch: number): Promise<number> => offlineRate(row.name, batch, 10);
    results.push(...(await measure(kind, sides, { clients, seconds, rounds, offline, onEvent: say })));
  }
  process.stdout.write(tableOf(results));
} finally {
  for (const side of sides) await side.stop();
  await rm(folder, { recursive: true });
}

function tableOf(results: readonly Measured[]): string {
  const head = [
    'images',
    'server',
    `images/s, ${clients} clients`,
    'mean batch',
    'of our offline rate in such batches',
    'unloaded ms',
    'p99 ms at half that load',
    'times unloaded',
    'slowest health ms',
  ];
  const rows = results.map(({ kind, side, perSecond, batch, ofOffline, unloaded, p99, health }) => [
    kind,
    side,
    perSecond.toFixed(1),
    batch.toFixed(1),
    ofOffline.toFixed(2),
    unloaded.toFixed(0),
    p99.toFixed(0),
    (p99 / unloaded).toFixed(1),
    health.toFixed(0),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const circumstances =
    `${new Date().toISOString().slice(0, 10)}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ` +
    `${availableParallelism()} cores, Node ${process.versions.node}; ${row.name}, random weights; medians of ${rounds} ` +
    `rounds of ${seconds} s in turn; load average before the start ${loadBefore.toFixed(1)}.\n\n`;
  return circumstances + [head, head.map(() => '---'), ...rows].map(line).join('');
}

function count(name: 'clients' | 'seconds' | 'rounds'): number {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`expected a whole number of at least 1 for --${name} but received '${values[name]}'`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
