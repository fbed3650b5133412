import { defineConfig } from 'tsup';

/** How every package is built: one ESM entry, its types, no bundled dependencies. */
export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20.19',
  dts: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
});
