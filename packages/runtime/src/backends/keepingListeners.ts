const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs `load` and takes away the process-wide listeners that it left behind. Modules made by Emscripten
 * add some that throw again what they catch, which turns every exit code of a crash into 7.
 */
export async function keepingListeners(load: () => Promise<void>): Promise<void> {
  const before = events.map((event) => new Set<unknown>(process.listeners(event as 'uncaughtException')));
  try {
    await load();
  } finally {
    events.forEach((event, index) => {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index]!.has(listener)) process.removeListener(event, listener);
      }
    });
  }
}
