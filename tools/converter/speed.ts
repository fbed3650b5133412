import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRow, createModel } from '@resnext/zoo';
import { selectBackend } from '@resnext/runtime';
import { convert, writeWeights } from '@resnext/converter';

/*
 * How long a large .pth takes to become safetensors, beside a copy of the file, both on the disk at the end:
 *
 *   node --conditions=@resnext/source --import tsx tools/converter/speed.ts [FILE.pth]
 */

const ROUNDS = 7;
const folder = await mkdtemp(join(tmpdir(), 'resnext-speed-'));
try {
  const input = process.argv[2] ?? (await largeModel());
  const copied = join(folder, 'copy');
  const converted = join(folder, 'converted.safetensors');
  const times: { copy: number[]; convert: number[]; processor: number[] } = {
    copy: [],
    convert: [],
    processor: [],
  };
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 2);
  for (let round = 0; round <= ROUNDS; round++) {
    await Promise.all([copied, converted].map((path) => rm(path, { force: true })));
    const copy = await timed(async () => {
      await copyFile(input, copied);
      const file = await open(copied, 'r+');
      await file.sync();
      await file.close();
    });
    const converting = await timed(() => convert({ input, output: converted }));
    // The first round finds nothing in the caches, and code that was never run.
    if (round === 0) {
      console.log(`first: copy ${copy.wall.toFixed(0)} ms, convert ${converting.wall.toFixed(0)} ms`);
      continue;
    }
    times.copy.push(copy.wall);
    times.convert.push(converting.wall);
    times.processor.push(converting.processor);
  }
  clearInterval(watch);
  const [copy, conversion] = [median(times.copy), median(times.convert)];
  console.log(
    `${((await stat(input)).size / 1e6).toFixed(0)} MB, median of ${ROUNDS}, in turns, synced to the disk`,
  );
  console.log(`copy     ${copy.toFixed(0)} ms (${list(times.copy)})`);
  console.log(
    `convert  ${conversion.toFixed(0)} ms (${list(times.convert)}), ${median(times.processor).toFixed(0)} ms of a processor`,
  );
  console.log(`ratio    ${(conversion / copy).toFixed(2)}`);
  const most = Math.max(peak, process.resourceUsage().maxRSS * 1024);
  console.log(`memory   ${((most - before) / 1e6).toFixed(0)} MB at most beyond the start`);
} finally {
  await rm(folder, { recursive: true });
}

async function largeModel(): Promise<string> {
  await selectBackend();
  const model = createModel(buildRow({ depth: 101, cardinality: 64, baseWidth: 4 }));
  const path = join(folder, 'large.pth');
  await writeWeights({ row: model.row, weights: model.stateDict() }, path);
  model.dispose();
  return path;
}

async function timed(run: () => Promise<unknown>): Promise<{ wall: number; processor: number }> {
  const start = performance.now();
  const used = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(used);
  return { wall: performance.now() - start, processor: (user + system) / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function list(values: readonly number[]): string {
  return values.map((value) => value.toFixed(0)).join(' ');
}
