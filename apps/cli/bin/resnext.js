#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { register } from 'node:module';

const source = new URL('../src/main.ts', import.meta.url);

// A clone has the source, and runs it as it is: no build, and what one edits is what runs. Done in this
// process instead of one with the right flags, so that signals and exit codes need no passing on.
if (existsSync(source)) {
  register('./source-condition.js', import.meta.url);
  const typescript = await import('tsx/esm/api');
  typescript.register();
  await import(source.href);
} else {
  await import('../dist/main.js');
}
