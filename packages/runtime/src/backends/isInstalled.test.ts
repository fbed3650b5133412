import { expect, it } from 'vitest';
import { isInstalled } from './isInstalled.ts';

it('tells a package that is there from one that is not', () => {
  expect(isInstalled('@tensorflow/tfjs-backend-wasm')).toBe(true);
  expect(isInstalled('@resnext/no-such-package')).toBe(false);
});
