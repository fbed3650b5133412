import { describe, expect, it } from 'vitest';
import { writeInferResponse, type InferAnswer } from './writeInferResponse.ts';

const answer: InferAnswer = {
  name: 'fake',
  version: '3',
  labels: ['cat', 'dog:hot', 'newt'],
  logits: Float32Array.of(0.1, 2, 1, 3, -1, 0),
  count: 2,
};

function read(body: Uint8Array, length = body.length): unknown {
  return JSON.parse(Buffer.from(body).subarray(0, length).toString());
}

describe('writeInferResponse', () => {
  it('gives every bit of the logits, and probabilities that add up to 1, as JSON', () => {
    const { body, headerLength } = writeInferResponse(
      {
        id: 'x',
        outputs: [
          { name: 'logits', binary: false },
          { name: 'probabilities', binary: false },
        ],
      },
      answer,
    );
    expect(headerLength).toBeUndefined();
    const response = read(body) as { outputs: { data: number[] }[] };
    expect(response).toMatchObject({
      model_name: 'fake',
      model_version: '3',
      id: 'x',
      outputs: [
        { name: 'logits', datatype: 'FP32', shape: [2, 3] },
        { name: 'probabilities', datatype: 'FP32', shape: [2, 3] },
      ],
    });
    expect(Float32Array.from(response.outputs[0]!.data)).toEqual(answer.logits);
    const probabilities = response.outputs[1]!.data;
    for (const row of [0, 3]) {
      expect(probabilities.slice(row, row + 3).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    }
  });

  it('puts what is wanted in binary after the JSON, in order', () => {
    const { body, headerLength } = writeInferResponse(
      {
        outputs: [
          { name: 'logits', binary: true },
          { name: 'probabilities', binary: true, classes: 1 },
        ],
      },
      answer,
    );
    const json = read(body, headerLength) as { outputs: { parameters: { binary_data_size: number } }[] };
    expect(json).not.toHaveProperty('id');
    const sizes = json.outputs.map(({ parameters }) => parameters.binary_data_size);
    expect(headerLength! + sizes[0]! + sizes[1]!).toBe(body.length);
    const logits = Uint8Array.from(body.subarray(headerLength, headerLength! + sizes[0]!));
    expect(new Float32Array(logits.buffer)).toEqual(answer.logits);
    const text = Buffer.from(body.slice(headerLength! + sizes[0]!));
    expect(text.readUInt32LE()).toBe('0.651383:1:dog:hot'.length);
    expect(text.subarray(4, 4 + text.readUInt32LE()).toString()).toMatch(/^0\.\d{6}:1:dog:hot$/);
  });

  it('names the best classes where classification is asked for, at most all', () => {
    const { body } = writeInferResponse({ outputs: [{ name: 'logits', binary: false, classes: 9 }] }, answer);
    expect(read(body)).toMatchObject({
      outputs: [
        {
          datatype: 'BYTES',
          shape: [2, 3],
          data: [
            '2.000000:1:dog:hot',
            '1.000000:2:newt',
            '0.100000:0:cat',
            '3.000000:0:cat',
            '0.000000:2:newt',
            '-1.000000:1:dog:hot',
          ],
        },
      ],
    });
  });
});
