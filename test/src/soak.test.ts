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
  const [early, late] = JSON.parse(stdout) as [Usage, Usage];
  console.log('after 50 steps', early, 'after 2,000', late);
  expect(late.tensors).toBe(early.tensors);
  expect(late.bytes).toBe(early.bytes);
  // Compiled code and what V8 holds in reserve move by a few MiB either way.
  expect(late.script - early.script).toBeLessThan(4);
  expect(late.resident - early.resident).toBeLessThan(40);
}, 300_000);
