import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerError } from '../errors.ts';
import { defaultSettings, parseSettings } from './settings.ts';

const defaults = defaultSettings({});

function parse(text: string) {
  return parseSettings(text, 'm/config.yaml', defaults);
}

describe('parseSettings', () => {
  it('reads all that can be said', () => {
    const text = `
max_batch_size: 8
dynamic_batching:
  preferred_batch_size: [4, 8]
  max_queue_delay_microseconds: 500
  max_queue_size: 64
  default_timeout_microseconds: 2000000
input: { layout: NCHW, max_pixels: 1000000 }
labels: labels.txt
version_policy: { specific: [1, 3] }
`;
    expect(parse(text)).toEqual({
      max_batch_size: 8,
      dynamic_batching: {
        preferred_batch_size: [4, 8],
        max_queue_delay_microseconds: 500,
        max_queue_size: 64,
        default_timeout_microseconds: 2000000,
      },
      input: { layout: 'NCHW', max_pixels: 1000000 },
      labels: 'labels.txt',
      version_policy: { specific: ['1', '3'] },
    });
  });

  it.each(['', '# nothing', '{}', 'dynamic_batching: {}'])(
    'takes the defaults for what %j does not say',
    (text) => {
      expect(parse(text)).toEqual(defaults);
    },
  );

  it('takes defaults from the options of the server', () => {
    const options = { maxBatchSize: 2, maxQueueDelayMicroseconds: 7, maxQueueSize: 9, maxPixels: 100 };
    const settings = parseSettings('dynamic_batching: { max_queue_size: 3 }', 'm', defaultSettings(options));
    expect(settings).toMatchObject({
      max_batch_size: 2,
      dynamic_batching: { max_queue_delay_microseconds: 7, max_queue_size: 3 },
      input: { layout: 'NHWC', max_pixels: 100 },
    });
  });

  it('makes the queue as long as a batch where only that is said', () => {
    expect(parse('max_batch_size: 512').dynamic_batching.max_queue_size).toBe(512);
  });

  it.each([
    ['max_batch: 3', 'received one that is wrong: Unrecognized key: "max_batch"'],
    ['max_batch_size: many', 'received one that is wrong at max_batch_size: Invalid input: expected number'],
    ['dynamic_batching: { max_queue_size: -1 }', 'wrong at dynamic_batching.max_queue_size: Too small'],
    ['input: { layout: CHWN }', 'wrong at input.layout: Invalid option'],
    ['labels: ../other/labels.txt', 'wrong at labels: expected the name of a file beside config.yaml'],
    ['version_policy: newest', 'wrong at version_policy: expected all, {latest: 1} or {specific: [1, 3]}'],
    ['version_policy: { specific: [0] }', 'expected numbers from 1, as the folders of versions are named'],
    [
      'max_batch_size: 4\ndynamic_batching: { preferred_batch_size: [2, 6] }',
      'received a dynamic_batching.preferred_batch_size of 6 where max_batch_size is 4',
    ],
    [
      'max_batch_size: 4\ndynamic_batching: { max_queue_size: 3 }',
      'received a dynamic_batching.max_queue_size of 3, less than max_batch_size, which is 4',
    ],
    ['max_batch_size: 1\nmax_batch_size: 2', 'expected YAML in m/config.yaml but Map keys must be unique'],
    ['a: &a [1, 1]\nb: [*a, *a]', 'expected YAML in m/config.yaml but'],
    ['- 1', 'expected the settings of a model in m/config.yaml but'],
  ])('refuses %j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(ServerError);
    expect(() => parse(text)).toThrow('m/config.yaml');
  });

  it('refuses lists in lists in lists', () => {
    expect(() => parse('['.repeat(8000))).toThrow('expected YAML in m/config.yaml but');
  });

  it('refuses options of the server that fit no model', () => {
    expect(() => defaultSettings({ maxBatchSize: 0 })).toThrow(
      'in the options but received one that is wrong at',
    );
  });

  it('makes settings or a ServerError of any text', () => {
    const words = fc.constantFrom(
      ...[
        'max_batch_size',
        'dynamic_batching',
        'labels',
        'version_policy',
        'latest',
        'specific',
        'all',
        '*a',
        '&a',
      ],
      ...[
        ': ',
        '\n',
        '\n  ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '1',
        '-1',
        '1e99',
        '.nan',
        '"',
        "'",
        '|',
        '!!binary',
        '<<',
      ],
    );
    const text = fc.oneof(
      fc.array(words, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (said) => {
        try {
          expect(Object.keys(parse(said))).toEqual(Object.keys(parse('')));
        } catch (error) {
          expect(error).toMatchObject({ name: 'ServerError', code: 'SERVER_BAD_CONFIG' });
        }
      }),
      { numRuns: 500 },
    );
  });
});
