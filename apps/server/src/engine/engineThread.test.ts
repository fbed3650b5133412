import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { EngineThread } from './engineThread.ts';

const task = { path: 'weights', warmUp: [] };

describe('a thread that ends of its own accord', () => {
  it.each([
    ['throws', `throw new Error('out of luck')`, 'failed (out of luck)'],
    ['exits', 'process.exit(7)', 'ended with code 7'],
  ])('tells all who wait, and all who come: %s', async (_, end, reason) => {
    const program = `require('node:worker_threads').parentPort.on('message', ({ id }) => { if (id === 2) ${end} })`;
    const thread = new EngineThread(new Worker(program, { eval: true }));
    const error = expect.objectContaining({
      code: 'SERVER_INTERNAL',
      message: `expected a thread that computes but received one that ${reason}: start the server again`,
    });
    const waiting = [0, 1, 2].map(() => thread.ask('load', task));
    for (const each of await Promise.allSettled(waiting))
      expect(each).toEqual({ status: 'rejected', reason: error });
    expect(await thread.failed).toEqual(error);
    await expect(thread.ask('load', task)).rejects.toEqual(error);
    await thread.close();
  });
});
