import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Usage } from './programs/soak.ts';

test('2,000 training steps leave tensors and memory where they were after 50', async () => {
  const program = fileURLToPath(new URL('programs/soak.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--conditions=@resnext/source',
    '--import',
    import.meta.resolve('tsx'),
    program,
  ]);
  const [early, warm, late] = JSON.parse(stdout) as [Usage, Usage, Usage];
  console.log('after 50 steps', early, 'after 500', warm, 'after 2,000', late);
  expect(late.tensors).toBe(early.tensors);
  expect(late.bytes).toBe(early.bytes);
  // JavaScript's objects, all buffers and WebAssembly's whole memory: a tensor of 2 KiB kept a step would
  // show here.
  expect(late.script - early.script).toBeLessThan(4);
  // The process itself also grows by what V8 compiles and holds in reserve: 20 to 180 MiB by Node's version,
  // most of it in the first few hundred steps. This bounds the rest; the lines above are the exact ones.
  expect(late.resident - warm.resident).toBeLessThan(96);
}, 300_000);
