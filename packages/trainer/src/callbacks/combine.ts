import type { Callback } from './callback.ts';

/** All of them, one after the other, as one; any of them can end the training. */
export function combine(callbacks: readonly Callback[]): Required<Callback> {
  return {
    async onStart(event) {
      for (const callback of callbacks) await callback.onStart?.(event);
    },
    async onStep(event) {
      for (const callback of callbacks) await callback.onStep?.(event);
    },
    async onValidationBatch(event) {
      for (const callback of callbacks) await callback.onValidationBatch?.(event);
    },
    async onEpoch(event) {
      const wishes = [];
      for (const callback of callbacks) wishes.push(await callback.onEpoch?.(event));
      return wishes.find((wish) => wish === 'stop');
    },
    async onEnd() {
      for (const callback of callbacks) await callback.onEnd?.();
    },
  };
}
