import { DataError } from '@resnext/data';
import { RuntimeError } from '@resnext/runtime';
import { TrainerError } from '@resnext/trainer';
import { ZooError } from '@resnext/zoo';
import { readFile } from 'node:fs/promises';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { CliError } from './errors.ts';
import { explain } from './explain.ts';

describe('explain', () => {
  it.each([
    new CliError('it is bad'),
    new DataError('DATA_NOT_AN_IMAGE', 'it is bad'),
    new ZooError('ZOO_BAD_FILE', 'it is bad'),
    new RuntimeError('RUNTIME_UNKNOWN_BACKEND', 'it is bad'),
    new TrainerError('TRAINER_LOSS_NOT_FINITE', 'it is bad'),
    new CommanderError(1, 'commander.unknownOption', 'error: it is bad'),
  ])('takes a $name for bad input', (error) => {
    expect(explain(error, { env: {} })).toEqual({ exitCode: 2, message: 'it is bad' });
  });

  it('takes a file that is not there for bad input', async () => {
    const error: unknown = await readFile('/no/such/file').catch((reason: unknown) => reason);
    expect(explain(error, { env: {} })).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('keeps the exit code of a check that failed', () => {
    expect(explain(new CliError('too low', 1), { env: {} })).toEqual({ exitCode: 1, message: 'too low' });
  });

  it('knows an interruption by any of its names', () => {
    const errors = [
      AbortSignal.abort().reason as unknown,
      new TrainerError('TRAINER_INTERRUPTED', 'stopped'),
    ];
    for (const error of errors) {
      expect(explain(error, { env: {} })).toEqual({ exitCode: 130, message: 'interrupted' });
    }
  });

  it('calls everything else unexpected, in one line, and says how to see more', () => {
    expect(explain(new TypeError('x is\nnot a function'), { env: {} })).toEqual({
      exitCode: 3,
      message: 'unexpected failure: x is not a function (set RESNEXT_DEBUG=1 to see where)',
    });
    expect(explain('a string', { env: { RESNEXT_DEBUG: '1' } })).toEqual({
      exitCode: 3,
      message: 'unexpected failure: a string',
    });
  });
});
