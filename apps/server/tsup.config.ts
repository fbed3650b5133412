import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineConfig } from 'tsup';
import shared from '../../tools/config/tsup.ts';
import { bundlePage } from './src/page/bundlePage.ts';

/** Where loadPage looks for it. */
const page = 'dist/page';

export default defineConfig({
  ...shared,
  // Threads are started from files of their own.
  entry: ['src/index.ts', 'src/*Worker.ts'],
  async onSuccess() {
    await mkdir(page, { recursive: true });
    const files = Object.entries(await bundlePage());
    await Promise.all(files.map(([name, body]) => writeFile(join(page, name), body)));
  },
});
