import { expect, it } from 'vitest';
import { runReadmeExample } from '../../../tools/config/readmeExample.ts';

it('the example of the README prints what the README says', async () => {
  const { stdout, expected } = await runReadmeExample(new URL('../README.md', import.meta.url));
  expect(stdout).toBe(expected);
});
