import { expect, it } from 'vitest';
import { keepingListeners } from './keepingListeners.ts';

const own = (): void => {};
const foreign = (): void => {};

it('takes away what was added and leaves what was there', async () => {
  process.on('unhandledRejection', own);
  try {
    await keepingListeners(async () => void process.on('unhandledRejection', foreign));
    const listeners = process.listeners('unhandledRejection');
    expect(listeners).toContain(own);
    expect(listeners).not.toContain(foreign);
  } finally {
    process.off('unhandledRejection', own);
  }
});

it('does so too when loading fails, and lets the error through', async () => {
  const failing = keepingListeners(async () => {
    process.on('uncaughtException', foreign);
    throw new Error('no such module');
  });
  await expect(failing).rejects.toThrow('no such module');
  expect(process.listeners('uncaughtException')).not.toContain(foreign);
});
