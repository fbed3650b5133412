import { expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { runCli } from './testing/runCli.ts';

const EXAMPLE = /```sh\nnpx resnext ([^\n]+)\n```\s*```text\n([\s\S]*?)```/g;

it('the examples of the README print what the README says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const examples = [...readme.matchAll(EXAMPLE)];
  expect(examples.length).toBeGreaterThan(0);
  for (const [, command, expected] of examples) {
    expect(await runCli(command!.split(' '))).toEqual({ exitCode: 0, stdout: expected, stderr: '' });
  }
});
