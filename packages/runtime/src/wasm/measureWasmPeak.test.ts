import { expect, it } from 'vitest';
import { measureWasmPeak } from './measureWasmPeak.ts';

it('measures a rate that a machine of our time can have, about the same twice', () => {
  const first = measureWasmPeak();
  const second = measureWasmPeak();
  // A single WebAssembly thread: less than 1 means unoptimised code, more than 1000 that nothing ran.
  expect(first).toBeGreaterThan(1);
  expect(first).toBeLessThan(1000);
  expect(second / first).toBeGreaterThan(0.5);
  expect(second / first).toBeLessThan(2);
});
