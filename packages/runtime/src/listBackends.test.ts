import { expect, it } from 'vitest';
import { listBackends } from './listBackends.ts';
import { selectBackend } from './selectBackend.ts';

it('lists the backends in the order of preference', async () => {
  const list = await listBackends();
  expect(list.map(({ name, device }) => `${name} ${device}`)).toEqual([
    'tensorflow cuda',
    'native cpu',
    'tensorflow cpu',
    'wasm cpu',
    'cpu cpu',
  ]);
});

it('gives a reason, and what to do, exactly where a backend is not available', async () => {
  for (const { available, reason } of await listBackends()) {
    if (available) expect(reason).toBeUndefined();
    else expect(reason).toMatch(/[:,] use|: npm install|: install|: run|expected .+ but received/);
  }
});

it('says which one is selected', async () => {
  expect((await listBackends()).filter(({ selected }) => selected)).toEqual([]);
  await selectBackend('cpu');
  const selected = (await listBackends()).filter((backend) => backend.selected);
  expect(selected.map(({ name }) => name)).toEqual(['cpu']);
});
