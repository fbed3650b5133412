import '@tensorflow/tfjs-backend-cpu';
import {
  add,
  engine,
  memory,
  ones,
  reshape,
  setBackend,
  tensor,
  tidy,
  variable,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadAddon } from './addon/load.ts';
import { NativeBackend } from './backend.ts';
import './index.ts';

beforeEach(async () => {
  await setBackend('native');
});

const native = (): NativeBackend => engine().findBackend('native') as NativeBackend;

describe('memory', () => {
  test('tf.memory() counts tensors, data and bytes', () => {
    const before = memory();
    const x = tensor([1, 2, 3], [3], 'float32');
    const flags = tensor([1, 0, 1, 1, 0], [5], 'bool');
    const view = reshape(x, [3, 1]);
    const during = memory();
    expect(during.numTensors - before.numTensors).toBe(3);
    expect(during.numDataBuffers - before.numDataBuffers).toBe(2);
    // tfjs counts the bytes of each tensor, whether it shares them or not.
    expect(during.numBytes - before.numBytes).toBe(3 * 4 + 5 + 3 * 4);
    for (const each of [x, flags, view]) each.dispose();
    expect(memory()).toMatchObject({
      numTensors: before.numTensors,
      numDataBuffers: before.numDataBuffers,
      numBytes: before.numBytes,
    });
  });

  test('goes back to the pool with the last tensor that shares it', () => {
    const [before] = native().addon.memoryUse();
    const x = ones([1 << 20]);
    const view = reshape(x, [1 << 10, 1 << 10]);
    expect(native().refCount(x.dataId)).toBe(2);
    x.dispose();
    expect(native().refCount(view.dataId)).toBe(1);
    expect(native().addon.memoryUse()[0] - before).toBeGreaterThanOrEqual(4 << 20);
    expect(view.dataSync()[5]).toBe(1);
    view.dispose();
    expect(native().addon.memoryUse()[0]).toBe(before);
  });

  test('data disposed of twice is gone once', () => {
    const dataId = native().write(Float32Array.of(1, 2), [2], 'float32');
    const count = native().numDataIds();
    native().incRef(dataId);
    expect(native().disposeData(dataId)).toBe(false);
    expect(native().disposeData(dataId)).toBe(true);
    expect(native().disposeData(dataId)).toBe(true);
    expect(native().refCount(dataId)).toBe(0);
    expect(native().numDataIds()).toBe(count - 1);
  });

  test('force disposes of what is shared', () => {
    const dataId = native().write(Float32Array.of(1), [1], 'float32');
    native().incRef(dataId);
    expect(native().disposeData(dataId, true)).toBe(true);
    expect(native().refCount(dataId)).toBe(0);
  });

  test('a kernel refuses memory that was released', () => {
    const { addon } = native();
    const released = addon.allocate(8);
    addon.release(released);
    expect(() => addon.view(released)).toThrow(/not released/);
  });
});

describe('data', () => {
  test('moves between backends, and back', async () => {
    await setBackend('cpu');
    const x = tensor([1, -2, 3.5]);
    const view = reshape(x, [3, 1]);
    await setBackend('native');
    const doubled = add(x, x);
    expect([...doubled.dataSync()]).toEqual([2, -4, 7]);
    expect(native().refCount(view.dataId)).toBe(2);
    await setBackend('cpu');
    const again = add(doubled, 1);
    expect([...again.dataSync()]).toEqual([3, -3, 8]);
    for (const each of [x, view, doubled, again] as Tensor[]) each.dispose();
  });

  test('read is a copy', async () => {
    const x = variable(tensor([1, 2]));
    const [now, later] = [x.dataSync(), await x.data()];
    now[0] = 9;
    later[1] = 9;
    expect([...x.dataSync()]).toEqual([1, 2]);
    x.dispose();
  });

  test('values that were given are copied', () => {
    const values = Float32Array.of(1, 2);
    const x = tensor(values);
    values[0] = 9;
    expect([...x.dataSync()]).toEqual([1, 2]);
    x.dispose();
  });

  test.each([
    ['float32', [0.5, -1, NaN, Infinity]],
    ['int32', [1, -2, 2 ** 31 - 1, -(2 ** 31)]],
    ['bool', [1, 0, 1, 1]],
  ] as const)('%s comes back as it was', (dtype, values) => {
    const x = tensor([...values], [4], dtype);
    expect([...x.dataSync()]).toEqual(values);
    x.dispose();
  });

  test('strings are kept', async () => {
    const x = tensor(['ä', '', 'three'], [3], 'string');
    const view = reshape(x, [1, 3]);
    expect(await view.data()).toEqual(['ä', '', 'three']);
    x.dispose();
    expect(view.dataSync()).toEqual(['ä', '', 'three']);
    view.dispose();
  });

  test('nothing is a tensor too', () => {
    tidy(() => {
      expect(tensor([], [0, 3]).dataSync().length).toBe(0);
      expect(add(tensor([], [0, 3]), tensor([1, 2, 3])).shape).toEqual([0, 3]);
    });
  });
});

test('a kernel that is not there is named', () => {
  expect(() => engine().runKernel('Conv3D', { x: tensor([1]) }, {})).toThrow(
    "Kernel 'Conv3D' not registered for backend 'native'",
  );
});

test('time is measured', async () => {
  const { kernelMs } = await native().time(() => ones([1000]).dispose());
  expect(kernelMs).toBeGreaterThanOrEqual(0);
});

test('a second backend has data of its own', () => {
  const other = new NativeBackend(loadAddon());
  const dataId = other.write(Float32Array.of(1), [1], 'float32');
  expect(other.numDataIds()).toBe(1);
  expect(native().refCount(dataId)).toBe(0);
  other.disposeData(dataId);
  other.dispose();
});

describe('a process', () => {
  async function run(name: string, ...args: string[]): Promise<string> {
    const tsx = createRequire(import.meta.url).resolve('tsx');
    const file = fileURLToPath(new URL(`testing/processes/${name}.ts`, import.meta.url));
    const flags = ['--expose-gc', '--conditions=@resnext/source', '--import', tsx];
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, file, ...args]);
    return stdout.trim();
  }

  test('that drops 2 GB of tensors holds little of it', async () => {
    expect(Number(await run('dropTensors'))).toBeLessThan(256 << 20);
  });

  test('computes in several threads at once', async () => {
    expect(JSON.parse(await run('workers'))).toEqual([0, 0, 0, 0]);
  });

  test('may end while its workers compute', async () => {
    expect(await run('workers', 'exit')).toBe('exits');
  });
});
