import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServerOptions } from '../serverOptions.ts';
import type { Images } from '../service/images.ts';
import type { ModelRepository } from '../service/modelRepository.ts';
import { fakeDecoder } from '../testing/fakeDecoder.ts';
import { FakeEngine } from '../testing/fakeEngine.ts';
import { modelFolders, put } from '../testing/modelFolders.ts';
import { settled } from '../testing/settled.ts';
import { openRepository } from './openRepository.ts';

/** Longer than any test: tests look themselves. */
const NEVER = 86_400;

const never = () => new AbortController().signal;

async function open(options: ServerOptions, engine = new FakeEngine()) {
  const repository = await openRepository({ repositoryPollSecs: NEVER, ...options }, engine, fakeDecoder);
  onTestFinished(() => repository.close(AbortSignal.abort()));
  return { repository, engine };
}

function image(value = 10): Images {
  return { kind: 'pixels', shape: [1, 2, 2, 1], values: new Uint8Array(4).fill(value) };
}

/** The number in the weights that answer. */
async function markOf(repository: ModelRepository, name: string, version?: string): Promise<number> {
  const { logits } = await repository.get(name, version).infer(image());
  return logits[1]! - logits[0]!;
}

function stateOf(repository: ModelRepository): string[] {
  return repository
    .index()
    .map(({ name, version, state, reason }) => [name, version, state, reason].filter(Boolean).join(' '));
}

describe('openRepository with weights files', () => {
  it('serves each as version 1 of a model of its name', async () => {
    const folder = await modelFolders({ 'a.safetensors': '3', 'b.safetensors': '4' });
    const { repository, engine } = await open({
      weights: [join(folder, 'a.safetensors'), `other=${join(folder, 'b.safetensors')}`],
    });
    engine.batches.isFree = true;
    expect(repository.ready).toBe(true);
    expect(stateOf(repository)).toEqual(['a 1 READY', 'other 1 READY']);
    expect(await markOf(repository, 'a')).toBe(3);
    expect(await markOf(repository, 'other', '1')).toBe(4);
    expect(repository.loaded().map(({ name, labels }) => [name, ...labels])).toEqual([
      ['a', 'class 0', 'class 1'],
      ['other', 'class 0', 'class 1'],
    ]);
    expect(() => repository.get('c')).toThrow("expected the name of a model but received 'c'");
    expect(() => repository.get('a', '2')).toThrow("expected a version of a, which has 1, but received '2'");
  });

  it.each<[string, ServerOptions, string]>([
    ['nothing to serve', {}, 'expected a model to serve but received none'],
    [
      'two of a name',
      { weights: ['x/a.safetensors', 'a=y'] },
      "models of different names but received x/a.safetensors and y, both 'a'",
    ],
    [
      'a file that is not there',
      { weights: ['/nowhere/a'] },
      'expected a weights file at /nowhere/a but there is none',
    ],
    [
      'a mode without a folder',
      { weights: ['a'], modelControlMode: 'poll' },
      'expected --model-repository with',
    ],
    [
      'a folder that is not there',
      { modelRepository: '/nowhere' },
      'expected a folder of models at /nowhere but',
    ],
    [
      'models to load in no mode for it',
      { modelRepository: '/', loadModel: ['a'] },
      '--model-control-mode explicit',
    ],
    ['a time that is none', { weights: ['a'], repositoryPollSecs: 0 }, 'expected more than 0 seconds'],
  ])('refuses %s', async (_, options, message) => {
    const opening = open(options);
    await expect(opening).rejects.toMatchObject({ code: 'SERVER_BAD_CONFIG' });
    await expect(opening).rejects.toThrow(message);
  });

  it('leaves nothing in memory when one of them cannot be loaded', async () => {
    const folder = await modelFolders({ a: '3', b: 'no weights' });
    const engine = new FakeEngine();
    await expect(open({ weights: [join(folder, 'a'), join(folder, 'b')] }, engine)).rejects.toThrow(
      `expected weights in ${join(folder, 'b')}`,
    );
    expect(engine.loaded).toEqual([]);
  });
});

describe('openRepository with a folder', () => {
  it('serves the newest version by number, unless the model says otherwise', async () => {
    const modelRepository = await modelFolders({
      'a/9/model.safetensors': '9',
      'a/10/model.safetensors': '10',
      'b/1/model.safetensors': '1',
      'b/2/model.safetensors': '2',
      'b/config.yaml': 'version_policy: all',
      'c/1/model.safetensors': '1',
      'c/2/model.safetensors': '2',
      'c/3/model.safetensors': '3',
      'c/config.yaml': 'version_policy: { specific: [1, 2] }\nlabels: names.txt\nmax_batch_size: 3',
      'c/names.txt': 'cat\ndog\n',
      '.hidden/1/model.safetensors': '1',
      'no model/1/model.safetensors': '1',
      'a/latest/model.safetensors': '1',
      'README.md': 'not a model',
    });
    const { repository, engine } = await open({ modelRepository, maxBatchSize: 5 });
    engine.batches.isFree = true;
    expect(stateOf(repository)).toEqual([
      'a 9 UNAVAILABLE version_policy leaves it out',
      'a 10 READY',
      'b 1 READY',
      'b 2 READY',
      'c 1 READY',
      'c 2 READY',
      'c 3 UNAVAILABLE version_policy leaves it out',
    ]);
    expect(await markOf(repository, 'a')).toBe(10);
    expect(await markOf(repository, 'b')).toBe(2);
    expect(await markOf(repository, 'b', '1')).toBe(1);
    expect(() => repository.get('c', '3')).toThrow(
      'expected c to be loaded but it is not: version 3: version_policy',
    );
    expect(repository.get('a').settings.max_batch_size).toBe(5);
    expect(engine.warmUps[0]).toEqual([1, 5]);
    expect(repository.get('c')).toMatchObject({
      version: '2',
      labels: ['cat', 'dog'],
      settings: { max_batch_size: 3 },
    });
    await expect(repository.load('a')).rejects.toMatchObject({ code: 'SERVER_UNSUPPORTED' });
    await expect(repository.unload('a')).rejects.toMatchObject({ code: 'SERVER_UNSUPPORTED' });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'no version',
      { 'a/README.md': '' },
      'expected a version of a, as a/1/model.safetensors, but there is none',
    ],
    [
      'a bad config.yaml',
      { 'a/config.yaml': 'max: 1' },
      'a/config.yaml but received one that is wrong: Unrecognized key: "max"',
    ],
    [
      'a config.yaml that is too long',
      { 'a/config.yaml': '#'.repeat(20_000) },
      'expected at most 16384 bytes of settings',
    ],
    ['labels that are not there', { 'a/config.yaml': 'labels: l.txt' }, 'a/l.txt but there is no such file'],
    [
      'labels for another model',
      { 'a/config.yaml': 'labels: l.txt', 'a/l.txt': 'one' },
      'expected 2 lines, the classes of fake',
    ],
    [
      'a version that is not there',
      { 'a/config.yaml': 'version_policy: { specific: [1, 2] }' },
      'expected the versions 2 that version_policy names but the folder has 1',
    ],
    ['weights that are none', { 'a/1/model.safetensors': 'broken' }, 'expected weights in'],
  ])('refuses to start with %s', async (title, files, message) => {
    const good: Record<string, string> = title === 'no version' ? {} : { 'a/1/model.safetensors': '1' };
    const engine = new FakeEngine();
    const opening = open({ modelRepository: await modelFolders({ ...good, ...files }) }, engine);
    await expect(opening).rejects.toMatchObject({ code: 'SERVER_BAD_CONFIG' });
    await expect(opening).rejects.toThrow(message);
    expect(engine.loaded).toEqual([]);
  });

  it('follows a link to a whole model, and none inside a model that leads out of it', async () => {
    const elsewhere = await modelFolders({ 'm/1/model.safetensors': '7' });
    const modelRepository = await modelFolders({ 'b/1/README.md': '' });
    await symlink(join(elsewhere, 'm'), join(modelRepository, 'a'));
    await symlink(join(elsewhere, 'm/1/model.safetensors'), join(modelRepository, 'b/1/model.safetensors'));
    const { repository, engine } = await open({ modelRepository, modelControlMode: 'poll' });
    engine.batches.isFree = true;
    expect(await markOf(repository, 'a')).toBe(7);
    expect(() => repository.get('b')).toThrow('b/1/model.safetensors is a link to');
    expect(repository.ready).toBe(false);
  });
});

describe('a repository that is told what to load', () => {
  async function explicit(files: Record<string, string>, loadModel?: string[]) {
    const modelRepository = await modelFolders(files);
    const opened = await open({ modelRepository, modelControlMode: 'explicit', loadModel });
    return { ...opened, modelRepository };
  }

  it('loads nothing, some or all at the start', async () => {
    const files = { 'a/1/model.safetensors': '1', 'b/1/model.safetensors': '1' };
    const lists = [undefined, ['b'], ['*']].map(async (loadModel) =>
      stateOf((await explicit(files, loadModel)).repository),
    );
    expect(await Promise.all(lists)).toEqual([
      ['a 1 UNAVAILABLE it is not loaded', 'b 1 UNAVAILABLE it is not loaded'],
      ['a 1 UNAVAILABLE it is not loaded', 'b 1 READY'],
      ['a 1 READY', 'b 1 READY'],
    ]);
    await expect(explicit(files, ['c'])).rejects.toThrow(
      "expected a model to load at the start but there is no 'c'",
    );
  });

  it('loads, loads anew and unloads, one after the other', async () => {
    const { repository, engine, modelRepository } = await explicit({ 'a/1/model.safetensors': '1' });
    engine.batches.isFree = true;
    expect(() => repository.get('a')).toThrow(
      'expected a to be loaded but it is not: version 1: it is not loaded',
    );
    await repository.load('a');
    expect(await markOf(repository, 'a')).toBe(1);
    await put(modelRepository, 'a/1/model.safetensors', '2');
    await Promise.all([repository.load('a'), repository.unload('a'), repository.load('a')]);
    expect(await markOf(repository, 'a')).toBe(2);
    expect(engine.loaded).toHaveLength(1);
    expect(engine.most).toBe(2);
    await repository.unload('a');
    expect(stateOf(repository)).toEqual(['a 1 UNAVAILABLE it was unloaded']);
    expect(engine.loaded).toEqual([]);
  });

  it('says while it loads and unloads', async () => {
    const { repository, engine } = await explicit({ 'a/1/model.safetensors': '1' });
    let openGate = () => {};
    engine.gate = new Promise((resolve) => (openGate = resolve));
    const loading = repository.load('a');
    await expect
      .poll(() => stateOf(repository), { timeout: 30_000 })
      .toEqual(['a 1 LOADING it is being loaded']);
    openGate();
    await loading;
    const answers = [1, 2].map((value) => repository.get('a').infer(image(value)));
    const unloading = repository.unload('a');
    await settled();
    expect(stateOf(repository)).toEqual(['a 1 UNLOADING it answers its last requests']);
    expect(() => repository.get('a')).toThrow('it answers its last requests');
    engine.batches.isFree = true;
    engine.batches.running[0]!.answer();
    expect((await Promise.all(answers)).map(({ logits }) => [...logits])).toEqual([
      [1, 2],
      [2, 3],
    ]);
    await unloading;
    expect(engine.loaded).toEqual([]);
  });

  it('knows folders that came after the start, and none that are unsafe', async () => {
    const { repository, engine, modelRepository } = await explicit({});
    engine.batches.isFree = true;
    await put(modelRepository, 'new/1/model.safetensors', '5');
    await repository.load('new');
    expect(await markOf(repository, 'new')).toBe(5);
    for (const name of ['other', '../new', 'new/../new', '.', '']) {
      await expect(repository.load(name)).rejects.toMatchObject({ code: 'SERVER_NOT_FOUND' });
      await expect(repository.unload(name)).rejects.toMatchObject({ code: 'SERVER_NOT_FOUND' });
    }
    expect(stateOf(repository)).toEqual(['new 1 READY']);
  });

  it('keeps what it has when the new files are broken', async () => {
    const { repository, engine, modelRepository } = await explicit({ 'a/1/model.safetensors': '1' }, ['a']);
    engine.batches.isFree = true;
    await put(modelRepository, 'a/1/model.safetensors', 'broken');
    await expect(repository.load('a')).rejects.toMatchObject({ code: 'SERVER_BAD_REQUEST' });
    expect(await markOf(repository, 'a')).toBe(1);
    expect(stateOf(repository)[0]).toMatch(/^a 1 READY expected weights in/);
  });
});

describe('a repository that follows its folder', () => {
  async function following(files: Record<string, string>) {
    const modelRepository = await modelFolders(files);
    const opened = await open({ modelRepository, modelControlMode: 'poll' });
    opened.engine.batches.isFree = true;
    return { ...opened, modelRepository, look: () => opened.repository.look() };
  }

  it('loads what is new once it was the same in two looks', async () => {
    const { repository, modelRepository, look } = await following({ 'a/1/model.safetensors': '1' });
    await put(modelRepository, 'a/2/model.safetensors', '2');
    await look();
    expect(await markOf(repository, 'a')).toBe(1);
    await put(modelRepository, 'a/2/model.safetensors', '22');
    await look();
    expect(await markOf(repository, 'a')).toBe(1);
    await look();
    expect(await markOf(repository, 'a')).toBe(22);
    expect(stateOf(repository)).toEqual(['a 1 UNAVAILABLE version_policy leaves it out', 'a 2 READY']);
  });

  it('finds new models and new settings', async () => {
    const { repository, modelRepository, look } = await following({ 'a/1/model.safetensors': '1' });
    await put(modelRepository, 'b/1/model.safetensors', '2');
    await put(modelRepository, 'a/config.yaml', 'max_batch_size: 2');
    await look();
    await look();
    expect(await markOf(repository, 'b')).toBe(2);
    expect(repository.get('a').settings.max_batch_size).toBe(2);
  });

  it('loads nothing again that has not changed', async () => {
    const { repository, look } = await following({ 'a/1/model.safetensors': '1' });
    const model = repository.get('a');
    await look();
    await look();
    expect(repository.get('a')).toBe(model);
  });

  it('unloads what is gone', async () => {
    const { repository, engine, modelRepository, look } = await following({
      'a/1/model.safetensors': '1',
      'a/2/model.safetensors': '2',
      'b/1/model.safetensors': '1',
    });
    await rm(join(modelRepository, 'a/2'), { recursive: true });
    await rm(join(modelRepository, 'b'), { recursive: true });
    await look();
    await look();
    expect(await markOf(repository, 'a')).toBe(1);
    expect(stateOf(repository)).toEqual(['a 1 READY']);
    expect(engine.loaded).toHaveLength(1);
  });

  it('lets the old version answer where the new one is broken, until that is mended', async () => {
    const { repository, modelRepository, look } = await following({ 'a/1/model.safetensors': '1' });
    await put(modelRepository, 'a/2/model.safetensors', 'broken');
    await look();
    await look();
    expect(await markOf(repository, 'a')).toBe(1);
    expect(stateOf(repository)).toEqual([
      'a 1 READY',
      expect.stringMatching(/^a 2 UNAVAILABLE expected weights in/),
    ]);
    await put(modelRepository, 'a/2/model.safetensors', '2');
    await look();
    await look();
    expect(await markOf(repository, 'a')).toBe(2);
  });

  it('keeps what answers while config.yaml is wrong, and says so', async () => {
    const { repository, modelRepository, look } = await following({ 'a/1/model.safetensors': '1' });
    await put(modelRepository, 'a/config.yaml', 'max_batch_size: none');
    await look();
    expect(await markOf(repository, 'a')).toBe(1);
    expect(stateOf(repository)[0]).toMatch(/^a 1 READY expected the settings of a model in .*config.yaml/);
    await rm(join(modelRepository, 'a/config.yaml'));
    await look();
    expect(stateOf(repository)).toEqual(['a 1 READY']);
  });

  it('starts with a model that is broken, and is ready when it is mended', async () => {
    const { repository, modelRepository, look } = await following({
      'a/1/model.safetensors': 'half',
      'b/1/model.safetensors': '1',
    });
    expect(repository.ready).toBe(false);
    expect(await markOf(repository, 'b')).toBe(1);
    await put(modelRepository, 'a/1/model.safetensors', '1');
    await look();
    await look();
    expect(repository.ready).toBe(true);
  });

  it('keeps everything when the folder cannot be read', async () => {
    const { repository, modelRepository, look } = await following({ 'a/1/model.safetensors': '1' });
    await rename(modelRepository, `${modelRepository}-moved`);
    await look();
    expect(await markOf(repository, 'a')).toBe(1);
    await rename(`${modelRepository}-moved`, modelRepository);
  });

  it('looks of its own accord', async () => {
    const modelRepository = await modelFolders({ 'a/1/model.safetensors': '1' });
    const { repository } = await open({
      modelRepository,
      modelControlMode: 'poll',
      repositoryPollSecs: 0.01,
    });
    await put(modelRepository, 'b/1/model.safetensors', '1');
    await expect.poll(() => stateOf(repository), { timeout: 30_000 }).toEqual(['a 1 READY', 'b 1 READY']);
  });
});

describe('loading anew under load', () => {
  it('loses no request, whoever holds which version', async () => {
    const step = fc.constantFrom(
      'ask' as const,
      'ask' as const,
      'get' as const,
      'askHeld' as const,
      'reload' as const,
      'answer' as const,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const folder = await modelFolders({ 'a/1/model.safetensors': '1' });
        const engine = new FakeEngine();
        const options = { modelRepository: folder, modelControlMode: 'explicit', loadModel: ['a'] } as const;
        const repository = await openRepository(options, engine, fakeDecoder);
        let held = repository.get('a');
        let mark = 1;
        const all: Promise<unknown>[] = [];
        for (const [index, what] of steps.entries()) {
          if (what === 'get') held = repository.get('a');
          if (what === 'ask' || what === 'askHeld') {
            const model = what === 'ask' ? repository.get('a') : held;
            const answer = model.infer(image(index)).then(({ logits }) => {
              expect(logits[0]).toBe(index);
              expect(logits[1]! - index).toBeGreaterThanOrEqual(1);
              expect(logits[1]! - index).toBeLessThanOrEqual(mark);
            });
            all.push(answer);
          }
          if (what === 'reload') {
            await put(folder, 'next', String(++mark));
            await rename(join(folder, 'next'), join(folder, 'a/1/model.safetensors'));
            all.push(repository.load('a'));
          }
          if (what === 'answer') engine.batches.running[0]?.answer();
          await settled();
        }
        engine.batches.isFree = true;
        engine.batches.running[0]?.answer();
        await Promise.all(all);
        expect(await markOf(repository, 'a')).toBe(mark);
        expect(engine.loaded).toHaveLength(1);
        expect(engine.most).toBeLessThanOrEqual(2);
        await repository.close(never());
        expect(engine.loaded).toEqual([]);
        await rm(folder, { recursive: true });
      }),
      { numRuns: 60 },
    );
  });
});

describe('closing', () => {
  async function busy() {
    const folder = await modelFolders({ a: '1' });
    const { repository, engine } = await open({ weights: [join(folder, 'a')] });
    const model = repository.get('a');
    return { repository, engine, model, answers: [1, 2].map((value) => model.infer(image(value))) };
  }

  it('answers what waits, takes nothing new, and frees the memory', async () => {
    const { repository, engine, model, answers } = await busy();
    const closing = repository.close(never());
    expect(repository.ready).toBe(false);
    expect(() => repository.get('a')).toThrow('this one is about to end');
    await settled();
    await expect(model.infer(image())).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
    engine.batches.isFree = true;
    engine.batches.running[0]!.answer();
    await Promise.all(answers);
    await closing;
    expect(engine.loaded).toEqual([]);
  });

  it('fails what is left at the deadline', async () => {
    const { repository, answers } = await busy();
    const deadline = new AbortController();
    const closing = repository.close(deadline.signal);
    const failures = answers.map((answer) =>
      expect(answer).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' }),
    );
    await settled();
    deadline.abort();
    await Promise.all([closing, ...failures]);
  });
});

it('a folder with the name of a weights file is refused', async () => {
  const folder = await modelFolders({ 'files/a': '1' });
  await mkdir(join(folder, 'models/a/1'), { recursive: true });
  const options = { weights: [join(folder, 'files/a')], modelRepository: join(folder, 'models') };
  await expect(open(options)).rejects.toThrow('received a weights file and a folder of the name a');
});
