import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelFolders as folderOf } from '../../testing/modelFolders.ts';
import { readApiKeys } from './apiKeys.ts';

async function read(text: string) {
  return readApiKeys(join(await folderOf({ 'keys.txt': text }), 'keys.txt'));
}

describe('readApiKeys', () => {
  it('reads a client a line, and leaves out comments', async () => {
    const keys = await read('# ours\nk1 ann 60\r\n\n  k2 bob  \nk3\n');
    expect(keys.find('k1')).toMatchObject({ name: 'ann', requestsPerMinute: 60 });
    expect(keys.find('k2')).toMatchObject({ name: 'bob', requestsPerMinute: undefined });
    expect(keys.find('k3')).toMatchObject({ name: 'line 5' });
    for (const other of ['', '#', 'ann', 'k', 'k11']) expect(keys.find(other)).toBeUndefined();
  });

  it.each([
    ['', /^expected at least one API key in .*keys\.txt but found none$/],
    ['# k1\n', /^expected at least one API key/],
    ['k1 ann many', /^expected KEY \[NAME \[REQUESTS_PER_MINUTE\]\] in line 1 of /],
    ['k1 ann 0', / in line 1 of /],
    ['k1 ann 1.5', / in line 1 of /],
    ['k0\nk1 ann 60 more', / in line 2 of /],
    ['k1 ann\nk2\nk1 bob', /^expected a key of its own in line 3 of .* but received that of line 1$/],
  ])('refuses %j, without saying a key', async (text, message) => {
    const error: Error = await read(text).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: 'SERVER_BAD_CONFIG', message: expect.stringMatching(message) });
    expect(error.message).not.toContain('k1');
  });

  it('says which file cannot be read', async () => {
    await expect(readApiKeys('/nowhere/keys.txt')).rejects.toMatchObject({
      code: 'SERVER_BAD_CONFIG',
      message: expect.stringMatching(/^expected a file of API keys .* received \/nowhere\/keys\.txt: ENOENT/),
    });
  });
});
