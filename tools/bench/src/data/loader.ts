import { fileURLToPath } from 'node:url';
import type { Command } from '../contenders/contender.ts';
import { python, pythonEnvironment, pythonScripts } from '../peers.ts';
import { Racer } from '../racer.ts';
import { compare, median } from '../statistics.ts';

/*
 * Images a second of the ImageNet training transform: our loader, torchvision's with Pillow, and a bare loop over sharp
 * that only decodes and resizes, in turn.
 * Usage: loader.ts FOLDER [ROUNDS] [EPOCH_IMAGES], where FOLDER has a folder of JPEGs of 500x375 for each class;
 * RESNEXT_PYTHON names a Python that has torchvision (Debian: python3-torchvision).
 */

const WORKERS = 2;
const BATCH = 32;

const [folder, rounds = '5', images = '640'] = process.argv.slice(2);
if (folder === undefined) throw new Error('expected a folder of images but received nothing');

const contender = fileURLToPath(new URL('./contender.ts', import.meta.url));
const rest = [folder, `${WORKERS}`, `${BATCH}`, images];
const ours = (name: string): Command => ({
  file: process.execPath,
  args: ['--conditions=@resnext/source', '--import', 'tsx', contender, name, ...rest],
  env: process.env,
});
const commands: Record<string, Command> = {
  resnext: ours('resnext'),
  sharp: ours('sharp'),
  torchvision: { file: python, args: [`${pythonScripts}/data_loader.py`, ...rest], env: pythonEnvironment() },
};

const racers: { name: string; title: string; racer: Racer; times: number[] }[] = [];
try {
  for (const [name, command] of Object.entries(commands)) {
    const { racer, title } = await Racer.start(command);
    racers.push({ name, title, racer, times: [] });
  }
  for (let round = 0; round < Number(rounds); round++) {
    for (const { racer, times } of racers) times.push((await racer.run()).ms);
  }
  const base = racers[0]!.times;
  for (const { name, title, times } of racers) {
    const { ratio, min, max } = compare(times, base);
    process.stdout.write(
      `${name.padEnd(12)} ${((1000 * Number(images)) / median(times)).toFixed(0).padStart(5)} images a second, ` +
        `takes ${ratio.toFixed(2)} times as long as ours [${min.toFixed(2)}-${max.toFixed(2)}]  ${title}\n`,
    );
  }
} finally {
  for (const { racer } of racers) racer.kill();
}
