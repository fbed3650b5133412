import { defineConfig } from 'tsup';
import shared from '../../tools/config/tsup.ts';

/** The package, and the matcher for each test runner. */
export default defineConfig({
  ...shared,
  entry: ['src/index.ts', 'src/matchers/toPassGates.ts', 'src/matchers/vitest.ts', 'src/matchers/jest.ts'],
});
