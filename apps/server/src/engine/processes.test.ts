import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nativeStatus } from '@resnext/backend-native/status';
import { selectBackend } from '@resnext/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { colourRow, temporaryFolder, writeNetwork } from '../testing/networks.ts';

const path = join(await temporaryFolder(), 'colours.safetensors');

beforeAll(async () => {
  await selectBackend('wasm');
  (await writeNetwork(path, colourRow())).dispose();
});

/** Runs a program with an engine in a process of its own; `image(seed)` is a batch of one part. */
async function runProgram(program: string): Promise<string> {
  const setUp = `
    import { startEngine } from './src/engine/startEngine.ts';
    import { bytes } from './src/testing/pixels.ts';
    const parts = (count) => [{ images: { kind: 'pixels', shape: [count, 16, 16, 3], values: bytes(count * 768) } }];
    const engine = await startEngine({ backend: 'native', threads: 2 });
    const model = await engine.load(${JSON.stringify(path)});`;
  const flags = [
    '--conditions=@resnext/source',
    '--import',
    import.meta.resolve('tsx'),
    '--input-type=module',
  ];
  const child = promisify(execFile)(process.execPath, [...flags, '-e', setUp + program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    timeout: 100_000,
  });
  return (await child).stdout;
}

describe.runIf(nativeStatus().available)('a process with the native backend on a thread', () => {
  it('ends by itself when nothing is left to do, without closing anything', async () => {
    expect(await runProgram(`console.log((await model.run(parts(2))).logits.length);`)).toBe('10\n');
  });

  it('can be ended while the thread computes', async () => {
    const program = `
      void model.run(parts(4000));
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.exit(0);`;
    expect(await runProgram(program)).toBe('');
  });

  it('answers the same while the main thread computes with it too', async () => {
    const program = `
      import { selectBackend } from '@resnext/runtime';
      import { loadForInference, predict } from '@resnext/zoo';
      await selectBackend('native', { threads: 2 });
      const own = await loadForInference(${JSON.stringify(path)});
      const [{ images: { values, shape } }] = parts(3);
      const expected = await predict(own, { images: values, shape });
      let same = 0;
      for (let round = 0; round < 50; round++) {
        const answer = model.run(parts(3));
        const here = await predict(own, { images: values, shape });
        const { logits } = await answer;
        if (logits.every((logit, index) => logit === expected[index] && logit === here[index])) same++;
      }
      await engine.close();
      console.log(same);`;
    expect(await runProgram(program)).toBe('50\n');
  });
});
