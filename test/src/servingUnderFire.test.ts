import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/* tools/server/fire.ts in short. In full it is for those who change the server. */

const program = fileURLToPath(new URL('../../tools/server/fire.ts', import.meta.url));

function fire(...options: readonly string[]): Promise<{ problems: string[]; found: unknown }> {
  const command = ['--conditions=@resnext/source', '--import', import.meta.resolve('tsx'), program];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...command, '--json', ...options], (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(stderr, { cause: error }));
      else resolve(JSON.parse(stdout) as { problems: string[]; found: unknown });
    });
  });
}

test('600 requests, a third of them malformed: every good one is answered right', async () => {
  const { problems, found } = await fire('--requests', '600', '--clients', '8');
  expect(problems).toEqual([]);
  expect(found).toMatchObject({ requests: 600, failed: 0 });
});

test('reloads of the model under load lose none', async () => {
  const { problems } = await fire('--reload', '--requests', '600', '--clients', '8');
  expect(problems).toEqual([]);
});

test('SIGTERM under load loses none', async () => {
  const { problems } = await fire('--sigterm', '--rounds', '2', '--clients', '8');
  expect(problems).toEqual([]);
});
