import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerError } from '../errors.ts';
import type { NormalisedImages } from '../service/images.ts';
import { FakeClock } from '../testing/fakeClock.ts';
import { firstValues, HeldBatches } from '../testing/heldBatches.ts';
import { settled } from '../testing/settled.ts';
import { Batcher, type BatchRequest } from './batcher.ts';
import { Turns } from './turns.ts';

interface Rules {
  readonly max?: number;
  readonly preferred?: readonly number[];
  /** Milliseconds, like all times here. */
  readonly delay?: number;
  readonly queue?: number;
  readonly timeout?: number;
}

/** Batchers of so many models before one engine. */
function scene({ max = 4, preferred = [], delay = 0, queue = 16, timeout = 0 }: Rules = {}, models = 1) {
  const clock = new FakeClock();
  const engine = new HeldBatches();
  const turns = new Turns(clock);
  const settings = {
    max_batch_size: max,
    dynamic_batching: {
      preferred_batch_size: preferred,
      max_queue_delay_microseconds: delay * 1000,
      max_queue_size: queue,
      default_timeout_microseconds: timeout * 1000,
    },
  };
  const batchers = Array.from(
    { length: models },
    (_, index) =>
      new Batcher({ settings, turns, clock, name: `m${index}`, run: (parts) => engine.run(parts) }),
  );
  return { clock, engine, batchers, batcher: batchers[0]! };
}

/** So many images that all have the value. */
function images(value: number, size = 1): NormalisedImages {
  return {
    kind: 'normalised',
    layout: 'NHWC',
    shape: [size, 1, 1, 1],
    values: new Float32Array(size).fill(value),
  };
}

function request(value: number, { size = 1, ...others }: Partial<BatchRequest> = {}): BatchRequest {
  return { size, images: () => images(value, size), ...others };
}

function valuesOf({ engine }: { engine: HeldBatches }): number[][] {
  return engine.all.map(({ parts }) => parts.map((part) => firstValues(part)[0]!));
}

describe('Batcher', () => {
  it('sends a request at once when the engine is idle, and gathers the others meanwhile', async () => {
    const { engine, batcher } = scene();
    const answers = [1, 2, 3].map((value) => batcher.submit(request(value)));
    await settled();
    expect(valuesOf({ engine })).toEqual([[1]]);
    engine.running[0]!.answer();
    await settled();
    expect(valuesOf({ engine })).toEqual([[1], [2, 3]]);
    engine.running[0]!.answer();
    expect((await Promise.all(answers)).map(({ logits }) => [...logits])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('sends the next batch before the answers of the last are handed out', async () => {
    const { engine, batcher } = scene();
    const first = batcher.submit(request(1));
    const batchesWhenAnswered = first.then(() => engine.all.length);
    const second = batcher.submit(request(2));
    engine.running[0]!.answer();
    expect(await batchesWhenAnswered).toBe(2);
    engine.running[0]!.answer();
    await second;
  });

  it('waits for more as long as its settings say while the engine is idle', async () => {
    const { engine, batcher, clock } = scene({ delay: 5 });
    void batcher.submit(request(1));
    clock.advance(3);
    void batcher.submit(request(2));
    clock.advance(1.9);
    expect(engine.all).toEqual([]);
    clock.advance(0.1);
    expect(valuesOf({ engine })).toEqual([[1, 2]]);
  });

  it('answers a request of several images with its own part, explained where that was asked for', async () => {
    const { engine, batcher } = scene({ delay: 5 });
    const plain = batcher.submit(request(1, { size: 2 }));
    const explained = batcher.submit(request(2, { size: 2, explain: 1 }));
    engine.running[0]!.answer();
    expect(await plain).toMatchObject({ explanations: [], durations: { infer: 100 } });
    const answer = await explained;
    expect([...answer.logits]).toEqual([2, 2, 2, 2]);
    expect(answer.explanations).toHaveLength(2);
  });

  it('says how long a request waited', async () => {
    const { engine, batcher, clock } = scene();
    const first = batcher.submit(request(1));
    const second = batcher.submit(request(2));
    clock.advance(7);
    engine.running[0]!.answer();
    expect((await first).waited).toBe(0);
    engine.running[0]!.answer();
    expect((await second).waited).toBe(7);
  });

  it('lets models with batches take turns', async () => {
    const { engine, batchers } = scene({ max: 1 }, 3);
    const answers = [0, 0, 0, 1, 1, 2].map((model, index) =>
      batchers[model]!.submit(request(10 * model + index)),
    );
    for (let i = 0; i < answers.length; i++) {
      engine.running[0]!.answer();
      await settled();
    }
    await Promise.all(answers);
    expect(valuesOf({ engine }).flat()).toEqual([0, 13, 25, 1, 14, 2]);
  });

  it('refuses a request that is larger than a batch, and says the limit', async () => {
    const { batcher } = scene({ max: 4 });
    await expect(batcher.submit(request(1, { size: 5 }))).rejects.toMatchObject({
      code: 'SERVER_BAD_REQUEST',
      message: 'expected at most 4 images, the max_batch_size of m0, but received 5: send several requests',
    });
  });

  it('refuses what does not fit the queue, and counts files that are being decoded', async () => {
    const { engine, batcher } = scene({ queue: 4 });
    engine.isFree = true;
    let finish = (_: NormalisedImages) => {};
    const decoding = batcher.submit({ size: 3, images: () => new Promise((resolve) => (finish = resolve)) });
    await expect(batcher.submit(request(1, { size: 2 }))).rejects.toMatchObject({
      code: 'SERVER_QUEUE_FULL',
      message: 'expected room for 2 more in the queue of m0 but 3 of at most 4 images wait: ask again later',
    });
    finish(images(7, 3));
    await decoding;
    await batcher.submit(request(1, { size: 4 }));
    expect(batcher.waiting).toBe(0);
  });

  it.each([
    ['the request', { timeout: 3000 }, {}],
    ['the model', {}, { timeout: 3 }],
    ['the shorter of both', { timeout: 9000 }, { timeout: 3 }],
  ])('gives up what waits longer than %s allows', async (_, options, rules) => {
    const { engine, batcher, clock } = scene(rules);
    const computing = batcher.submit(request(1));
    const late = batcher.submit(request(2, options));
    const code = late.catch((error: ServerError) => error.code);
    clock.advance(2.9);
    expect(batcher.waiting).toBe(1);
    clock.advance(0.1);
    expect(await code).toBe('SERVER_TIMEOUT');
    engine.running[0]!.answer();
    await computing;
    expect(engine.all).toHaveLength(1);
  });

  it('counts decoding toward the timeout', async () => {
    const { engine, batcher, clock } = scene();
    let finish = (_: NormalisedImages) => {};
    const late = batcher.submit({
      size: 1,
      timeout: 3000,
      images: () => new Promise((resolve) => (finish = resolve)),
    });
    clock.advance(4);
    finish(images(1));
    await expect(late).rejects.toMatchObject({ code: 'SERVER_TIMEOUT' });
    expect(engine.all).toEqual([]);
  });

  it('lets a cancelled request leave the queue at once, and those behind it go', async () => {
    const { engine, batcher } = scene({ max: 8, delay: 5, preferred: [3] });
    const controller = new AbortController();
    const cancelled = batcher.submit(request(1, { signal: controller.signal }));
    void batcher.submit(request(2, { size: 3 }));
    expect(engine.all).toEqual([]);
    controller.abort();
    expect(valuesOf({ engine })).toEqual([[2]]);
    await expect(cancelled).rejects.toMatchObject({ code: 'SERVER_CANCELLED' });
  });

  it('does not begin with a request that is cancelled already', async () => {
    const { engine, batcher } = scene();
    const cancelled = batcher.submit(request(1, { signal: AbortSignal.abort() }));
    await expect(cancelled).rejects.toMatchObject({ code: 'SERVER_CANCELLED' });
    expect(engine.all).toEqual([]);
  });

  it('puts higher priorities first', async () => {
    const { engine, batcher } = scene();
    const answers = [
      [1, 0],
      [2, 0],
      [3, 2],
      [4, 1],
      [5, 2],
    ].map(([value, priority]) => batcher.submit(request(value!, { priority })));
    engine.running[0]!.answer();
    await settled();
    engine.running[0]!.answer();
    await Promise.all(answers);
    expect(valuesOf({ engine })).toEqual([[1], [4, 3, 5, 2]]);
  });

  it('fails the requests of a batch that the engine fails on, and goes on', async () => {
    const { engine, batcher } = scene();
    const failed = batcher.submit(request(1));
    const next = batcher.submit(request(2));
    engine.running[0]!.fail(new Error('no memory'));
    await expect(failed).rejects.toMatchObject({
      code: 'SERVER_INTERNAL',
      message: 'expected m0 to compute a batch but it failed: no memory',
    });
    engine.running[0]!.answer();
    expect([...(await next).logits]).toEqual([2, 2]);
  });

  it('passes on what decoding fails with', async () => {
    const { batcher } = scene();
    const error = new ServerError('SERVER_BAD_REQUEST', 'expected an image for file 1');
    await expect(batcher.submit({ size: 1, images: () => Promise.reject(error) })).rejects.toBe(error);
    expect(batcher.waiting).toBe(0);
  });

  it('is drained when nothing is open', async () => {
    const { engine, batcher } = scene();
    await batcher.drained();
    const answer = batcher.submit(request(1));
    let isDrained = false;
    const drained = batcher.drained().then(() => (isDrained = true));
    await settled();
    expect(isDrained).toBe(false);
    engine.running[0]!.answer();
    await Promise.all([answer, drained]);
  });

  it('fails all that is open, in the engine too', async () => {
    const { engine, batcher } = scene();
    const error = new ServerError('SERVER_UNAVAILABLE', 'expected a server that stays');
    const answers = [1, 2].map((value) => batcher.submit(request(value)));
    answers.push(batcher.submit({ size: 1, images: () => new Promise(() => {}) }));
    batcher.failAll(error);
    for (const answer of answers) await expect(answer).rejects.toBe(error);
    engine.running[0]!.answer();
    await batcher.drained();
    await settled();
    expect(engine.all).toHaveLength(1);
  });
});

type Action =
  | { do: 'submit'; model: number; size: number; priority: number; timeout: number; decodes: boolean }
  | { do: 'decode' | 'cancel'; which: number }
  | { do: 'advance'; by: number }
  | { do: 'answer' }
  | { do: 'fail' };

const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('submit' as const),
        model: fc.nat(1),
        size: fc.integer({ min: 1, max: 5 }),
        priority: fc.nat(2),
        timeout: fc.constantFrom(0, 2, 6),
        decodes: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('decode' as const, 'cancel' as const), which: fc.nat() }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('advance' as const), by: fc.integer({ min: 1, max: 4 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Action[]>({ do: 'answer' }, { do: 'answer' }, { do: 'fail' }),
    },
  ),
  { maxLength: 60 },
);

const anyRules = fc.record({
  max: fc.integer({ min: 1, max: 4 }),
  preferred: fc.subarray([1, 2, 3]),
  delay: fc.constantFrom(0, 1, 3),
  queue: fc.integer({ min: 4, max: 9 }),
  timeout: fc.constantFrom(0, 4),
});

interface Known {
  readonly id: number;
  readonly model: number;
  readonly size: number;
  readonly priority: number;
  readonly deadline: number;
  readonly controller: AbortController;
  /** When it came into the queue, and as which. */
  ready: number;
  place: number;
  decode: (() => void) | undefined;
  batch: number | undefined;
  outcomes: string[];
}

describe('batching, whatever happens in whatever order', () => {
  it('answers every request once, in order, within its limits', async () => {
    await fc.assert(fc.asyncProperty(anyRules, actions, runs), { numRuns: 300 });
  });
});

/** Does the actions, and holds what happens against what is known of each request. */
async function runs(rules: Required<Rules>, todo: readonly Action[]): Promise<void> {
  const { clock, engine, batchers } = scene(rules, 2);
  const all: Known[] = [];
  let places = 0;
  const waitingOf = (model: number) =>
    all.filter((known) => known.model === model && known.outcomes.length === 0 && known.batch === undefined);

  function submit({ model, size, priority, timeout, decodes }: Action & { do: 'submit' }): void {
    const limits = [timeout, rules.timeout].filter((limit) => limit > 0);
    const known: Known = {
      id: all.length,
      model,
      size,
      priority,
      deadline: clock.now() + Math.min(Infinity, ...limits),
      controller: new AbortController(),
      ready: decodes ? Infinity : clock.now(),
      place: decodes ? Infinity : places++,
      decode: undefined,
      batch: undefined,
      outcomes: [],
    };
    const waiting = waitingOf(model).reduce((sum, other) => sum + other.size, 0);
    const refusal =
      size > rules.max
        ? 'SERVER_BAD_REQUEST'
        : waiting + size > rules.queue
          ? 'SERVER_QUEUE_FULL'
          : undefined;
    const decoded = new Promise<NormalisedImages>((resolve) => {
      if (decodes) {
        known.decode = () => {
          known.decode = undefined;
          known.ready = clock.now();
          known.place = places++;
          resolve(images(known.id, size));
        };
      }
    });
    batchers[model]!.submit({
      size,
      priority,
      timeout: timeout * 1000,
      signal: known.controller.signal,
      images: () => (decodes ? decoded : images(known.id, size)),
    }).then(
      ({ logits }) => {
        expect([...logits]).toEqual(Array.from({ length: 2 * size }, () => known.id));
        known.outcomes.push('answered');
      },
      ({ code }: ServerError) => {
        if (code === 'SERVER_TIMEOUT') expect(clock.now()).toBeGreaterThanOrEqual(known.deadline);
        known.outcomes.push(refusal ?? code);
        expect(code).toBe(known.outcomes[0]);
      },
    );
    all.push(known);
  }

  function act(action: Action): void {
    if (action.do === 'submit') submit(action);
    else if (action.do === 'advance') clock.advance(action.by);
    else if (action.do === 'answer') engine.running[0]?.answer();
    else if (action.do === 'fail') engine.running[0]?.fail();
    else {
      const open = all.filter(
        ({ outcomes, decode }) => outcomes.length === 0 && (action.do === 'cancel' || decode),
      );
      const one = open[action.which % open.length];
      if (action.do === 'cancel') one?.controller.abort();
      else one?.decode?.();
    }
  }

  let batchesChecked = 0;
  async function check(): Promise<void> {
    await settled();
    expect(engine.running.length).toBeLessThanOrEqual(1);
    for (; batchesChecked < engine.all.length; batchesChecked++) checkBatch(batchesChecked);
    for (const model of [0, 1]) {
      const waiting = waitingOf(model);
      expect(batchers[model]!.waiting).toBe(waiting.length);
      expect(waiting.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(rules.queue);
      const queued = waiting.filter(({ ready }) => ready < Infinity);
      for (const { deadline, ready } of queued) {
        expect(deadline).toBeGreaterThan(clock.now());
        if (engine.running.length === 0) expect(ready + rules.delay).toBeGreaterThan(clock.now());
      }
    }
  }

  function checkBatch(number: number): void {
    const ids = engine.all[number]!.parts.map((part) => firstValues(part)[0]!);
    const batch = ids.map((id) => all[id]!);
    expect(new Set(batch.map(({ model }) => model)).size).toBe(1);
    expect(batch.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(rules.max);
    for (const known of batch) {
      expect(known.batch).toBeUndefined();
      known.batch = number;
    }
    const last = new Map(batch.map((known) => [known.priority, known]));
    const overtaken = waitingOf(batch[0]!.model).filter(
      ({ place, priority }) => place < (last.get(priority)?.place ?? -1),
    );
    expect(overtaken).toEqual([]);
    const levels = batch.map(({ priority }) => priority || Infinity);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
  }

  for (const action of todo) {
    act(action);
    await check();
  }
  for (const known of all) known.decode?.();
  for (let i = 0; i <= all.length && all.some(({ outcomes }) => outcomes.length === 0); i++) {
    await check();
    clock.advance(rules.delay);
    engine.running[0]?.answer();
    await check();
  }
  for (const { outcomes, batch, controller } of all) {
    expect(outcomes).toHaveLength(1);
    if (outcomes[0] === 'answered') expect(batch).toBeDefined();
    if (outcomes[0] === 'SERVER_CANCELLED') expect(controller.signal.aborted).toBe(true);
  }
  await Promise.all(batchers.map((batcher) => batcher.drained()));
}
