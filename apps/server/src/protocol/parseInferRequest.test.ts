import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerError } from '../errors.ts';
import type { ModelTensors } from './modelTensors.ts';
import { parseInferRequest } from './parseInferRequest.ts';

const tensors: ModelTensors = { model: 'fake', layout: 'NCHW', inputSize: 2, channels: 3, classes: 3 };
const IMAGE = 12;

interface Request {
  readonly [key: string]: unknown;
}

function parse(
  request: Request,
  { binary, headerLength }: { binary?: Uint8Array; headerLength?: number } = {},
) {
  const json = Buffer.from(JSON.stringify(request));
  const length = headerLength ?? (binary && json.length);
  return parseInferRequest(Buffer.concat([json, binary ?? Buffer.of()]), length, tensors);
}

function floats(input: Request = {}, request: Request = {}): Request {
  const data = Array.from({ length: IMAGE }, (_, index) => index / 2);
  return { inputs: [{ name: 'images', datatype: 'FP32', shape: [1, 3, 2, 2], data, ...input }], ...request };
}

const images = fc.integer({ min: 1, max: 3 }).chain((count) =>
  fc.float32Array({
    minLength: count * IMAGE,
    maxLength: count * IMAGE,
    noNaN: true,
    noDefaultInfinity: true,
  }),
);

function nested(values: readonly unknown[], shape: readonly number[]): unknown {
  const [size, ...rest] = shape;
  if (rest.length === 0) return values;
  const step = values.length / size!;
  return Array.from({ length: size! }, (_, i) => nested(values.slice(i * step, (i + 1) * step), rest));
}

describe('parseInferRequest', () => {
  it('reads floats back, flat, nested in any way that fits, and in binary wherever they lie', () => {
    fc.assert(
      fc.property(
        images,
        fc.constantFrom('flat', 'rows', 'nested', 'binary'),
        fc.string(),
        (values, form, id) => {
          const count = values.length / IMAGE;
          const shape = [count, 3, 2, 2];
          const all = Array.from(values);
          const data = {
            flat: all,
            rows: nested(all, [count, IMAGE]),
            nested: nested(all, shape),
            binary: undefined,
          };
          const binary =
            form === 'binary'
              ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
              : undefined;
          const parameters = binary && { binary_data_size: binary.length };
          const read = parse(floats({ shape, data: data[form], parameters }, { id }), { binary });
          // JSON has no -0.
          const expected = binary ? values : values.map((value) => value + 0);
          expect(read).toEqual({
            id,
            images: { kind: 'normalised', layout: 'NCHW', shape, values: expected },
            outputs: [
              { name: 'logits', binary: false },
              { name: 'probabilities', binary: false },
            ],
            timeout: undefined,
            priority: undefined,
          });
        },
      ),
    );
  });

  it('reads files in base64 and in binary, and pixels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array(), { minLength: 1 }),
        fc.boolean(),
        fc.boolean(),
        (files, isBinary, column) => {
          const shape = column ? [files.length, 1] : [files.length];
          const base64 = files.map((file) => Buffer.from(file).toString('base64'));
          const binary = Buffer.concat(
            files.flatMap((file) => [Uint8Array.from([file.length & 255, file.length >> 8, 0, 0]), file]),
          );
          const input = { name: 'images', datatype: 'BYTES', shape };
          const { images } = isBinary
            ? parse({ inputs: [{ ...input, parameters: { binary_data_size: binary.length } }] }, { binary })
            : parse({ inputs: [{ ...input, data: column ? nested(base64, shape) : base64 }] });
          expect(images).toMatchObject({ kind: 'encoded' });
          expect(images.kind === 'encoded' && images.files.map((file) => [...file])).toEqual(
            files.map((file) => [...file]),
          );
        },
      ),
    );
    const pixels = Array.from({ length: IMAGE }, (_, index) => index * 20);
    expect(parse(floats({ datatype: 'UINT8', shape: [1, 2, 2, 3], data: pixels })).images).toEqual({
      kind: 'pixels',
      shape: [1, 2, 2, 3],
      values: Uint8Array.from(pixels),
    });
  });

  it('takes a body without JSON for floats, and answers in binary', () => {
    const body = new Uint8Array(Float32Array.from({ length: 2 * IMAGE }, (_, i) => i).buffer);
    const { images, outputs } = parseInferRequest(body, 0, tensors);
    expect(images).toMatchObject({ kind: 'normalised', shape: [2, 3, 2, 2] });
    expect(outputs.every(({ binary }) => binary)).toBe(true);
    expect(() => parseInferRequest(body.subarray(1), 0, tensors)).toThrow('expected a raw body of 48 bytes');
  });

  it('knows which outputs are wanted, and how', () => {
    const outputs = [
      { name: 'probabilities', parameters: { binary_data: false } },
      { name: 'logits', parameters: { classification: 2 } },
    ];
    const read = parse(
      floats({}, { outputs, parameters: { binary_data_output: true, timeout: 5, priority: 1 } }),
    );
    expect(read).toMatchObject({
      outputs: [
        { name: 'probabilities', binary: false },
        { name: 'logits', binary: true, classes: 2 },
      ],
      timeout: 5,
      priority: 1,
    });
  });

  it.each<[string, () => unknown, string]>([
    [
      'a negative size',
      () => parse(floats({ shape: [-1, 3, 2, 2] })),
      'expected positive integers for the shape of images but received -1',
    ],
    ['no images', () => parse(floats({ shape: [0, 3, 2, 2] })), 'but received 0'],
    ['half an image', () => parse(floats({ shape: [0.5, 3, 2, 2] })), 'but received 0.5'],
    ['a shape beyond all numbers', () => parse(floats({ shape: [2 ** 50, 3, 2, 2] })), 'at most 2^53'],
    ['another rank', () => parse(floats({ shape: [3, 2, 2] })), 'expected the shape [-1, 3, 2, 2]'],
    ['another layout', () => parse(floats({ shape: [1, 2, 2, 3] })), 'but received [1, 2, 2, 3]'],
    ['another datatype', () => parse(floats({ datatype: 'FP64' })), "but received 'FP64'"],
    ['too few elements', () => parse(floats({ data: [1, 2] })), 'an array of 2 where 12'],
    ['more images than it claims', () => parse(floats({ shape: [2, 3, 2, 2] })), 'where 24 elements belong'],
    ['text for numbers', () => parse(floats({ data: Array(IMAGE).fill('1') })), "but received '1'"],
    [
      'a pixel of 256',
      () => parse(floats({ datatype: 'UINT8', shape: [1, 2, 2, 3], data: Array(IMAGE).fill(256) })),
      'from 0 to 255',
    ],
    ['no data', () => parse(floats({ data: undefined })), 'received neither'],
    [
      'data twice',
      () => parse(floats({ parameters: { binary_data_size: 1 } }), { binary: Buffer.of(1) }),
      'received both',
    ],
    [
      'a length that lies',
      () =>
        parse(floats({ data: undefined, parameters: { binary_data_size: 8 } }), { binary: Buffer.alloc(4) }),
      'expected 8 bytes',
    ],
    ['trailing bytes', () => parse(floats(), { binary: Buffer.alloc(4) }), 'expected 0 bytes after the JSON'],
    [
      'binary of another size',
      () =>
        parse(floats({ data: undefined, parameters: { binary_data_size: 4 } }), { binary: Buffer.alloc(4) }),
      'expected 48 bytes, [1, 3, 2, 2] of FP32',
    ],
    ['a header beyond the body', () => parse(floats(), { headerLength: 1e6 }), 'at least the 1000000 bytes'],
    [
      'an input twice',
      () => parse({ inputs: [1, 2].map(() => floats()['inputs'] as unknown[]).flat() }),
      'expected one input',
    ],
    ['another input', () => parse(floats({ name: 'input' })), "received 'input'"],
    ['an unknown output', () => parse(floats({}, { outputs: [{ name: 'x' }] })), 'expected outputs among'],
    [
      'an output twice',
      () => parse(floats({}, { outputs: [{ name: 'logits' }, { name: 'logits' }] })),
      'once',
    ],
    ['a number for an id', () => parse(floats({}, { id: 7 })), 'expected string for id but received number'],
    ['a negative timeout', () => parse(floats({}, { parameters: { timeout: -1 } })), 'for timeout'],
    ['a sequence', () => parse(floats({}, { parameters: { sequence_id: 3 } })), 'leave sequence_id out'],
    ['shared memory', () => parse(floats({ parameters: { shared_memory_region: 'x' } })), 'shared memory'],
    [
      'base64 that is none',
      () => parse({ inputs: [{ name: 'images', datatype: 'BYTES', shape: [1], data: ['?'] }] }),
      'expected base64',
    ],
    ['what is no JSON', () => parseInferRequest(Buffer.from('{'), undefined, tensors), 'expected JSON'],
    [
      'deep JSON',
      () => parseInferRequest(Buffer.from('['.repeat(60)), undefined, tensors),
      'at most 50 deep',
    ],
  ])('refuses %s', (_, read, message) => {
    expect(read).toThrow(ServerError);
    expect(read).toThrow(message);
  });

  it('says that a request is bad, and nothing else, whatever comes', () => {
    const valid = Buffer.from(JSON.stringify(floats()));
    const mutated = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) =>
        changes.reduce((bytes, [at, byte]) => bytes.fill(byte, at, at + 1), Buffer.from(valid)),
      );
    const inputs = fc.record({
      name: fc.constantFrom('images', 'x'),
      datatype: fc.constantFrom('FP32', 'UINT8', 'BYTES', 'INT64'),
      shape: fc.array(fc.oneof(fc.nat(3), fc.double(), fc.constant(null))),
      data: fc.oneof(fc.jsonValue(), fc.array(fc.nat(300), { minLength: IMAGE, maxLength: IMAGE })),
      parameters: fc.option(
        fc.dictionary(fc.constantFrom('binary_data_size', 'shared_memory_region', 'x'), fc.jsonValue()),
      ),
    });
    const structured = fc
      .record(
        { inputs: fc.array(inputs, { maxLength: 2 }), outputs: fc.jsonValue(), parameters: fc.jsonValue() },
        { requiredKeys: ['inputs'] },
      )
      .map((request) => Buffer.from(JSON.stringify(request)));
    const bodies = fc.oneof(
      mutated,
      structured,
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
      fc.uint8Array(),
    );
    fc.assert(
      fc.property(bodies, fc.option(fc.nat(400), { nil: undefined }), (body, headerLength) => {
        try {
          parseInferRequest(body, headerLength, tensors);
        } catch (error) {
          expect(error).toBeInstanceOf(ServerError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
