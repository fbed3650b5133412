import { memory } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { volume } from '../testing/arrays.ts';
import { onEveryBackend } from '../testing/backends.ts';
import { uploadBytes } from './uploadBytes.ts';

onEveryBackend('uploadBytes', () => {
  test.each([
    ['whole words', 0, [2, 2, 2, 1]],
    ['an odd number', 0, [1, 3, 3, 3]],
    ['bytes that start within a word', 3, [1, 2, 2, 2]],
  ] as const)('%s arrive as they are', (_, offset, shape) => {
    const count = volume(shape);
    const bytes = Uint8Array.from({ length: count + offset }, (_, index) => index * 151 + 97).subarray(
      offset,
    );
    const before = memory().numTensors;
    const images = uploadBytes(bytes, shape);
    expect(images.shape).toEqual(shape);
    expect(images.dtype).toBe('float32');
    expect([...images.dataSync()]).toEqual([...bytes]);
    expect(memory().numTensors).toBe(before + 1);
    images.dispose();
  });

  test('every byte, those of NaN among them', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => 255 - index);
    expect([...uploadBytes(bytes, [1, 16, 16, 1]).dataSync()]).toEqual([...bytes]);
  });

  test('refuses another number of bytes', () => {
    expect(() => uploadBytes(new Uint8Array(3), [1, 2, 2, 1])).toThrow(
      'expected 4 bytes for images [1, 2, 2, 1] but received 3',
    );
  });
});
