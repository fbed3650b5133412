import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { backends, whyNoTensorflow } from './support/backends.ts';
import type { Usage } from './programs/soak.ts';

for (const backend of backends.filter((name) => name !== 'cpu')) {
  const reason = backend === 'tensorflow' ? whyNoTensorflow : undefined;
  const steps = backend === 'tensorflow' ? 1000 : 2000;
  test.skipIf(reason)(
    `${steps} training steps on ${backend} leave memory where it was${reason ? ` (${reason})` : ''}`,
    async () => {
      const program = fileURLToPath(new URL('programs/soak.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--expose-gc',
        // Node 24 lets V8's young generation grow to 2 x 64 MiB (Node 20 to 2 x 16), over some 1,500 of these steps:
        // it would hide what the steps themselves leave.
        '--max-semi-space-size=16',
        '--conditions=@resnext/source',
        '--import',
        import.meta.resolve('tsx'),
        program,
        backend,
        String(steps),
      ]);
      const [early, warm, late] = JSON.parse(stdout) as [Usage, Usage, Usage];
      console.log('after 50 steps', early, 'after a quarter', warm, 'after all', late);
      expect(late.tensors).toBe(early.tensors);
      expect(late.bytes).toBe(early.bytes);
      // JavaScript's objects, all buffers and WebAssembly's whole memory: a tensor of 2 KiB kept a step would
      // show here.
      expect(late.script - early.script).toBeLessThan(4);
      // The process itself also grows by what V8 compiles, most of it in the first few hundred steps. This bounds
      // the rest, in MiB; the lines above are the exact ones.
      expect(late.resident - warm.resident).toBeLessThan(24);
    },
    300_000,
  );
}
