import { expect, it } from 'vitest';
import { npyHeader } from './npy.ts';

// What `numpy.save` of version 2.3 writes for zeros of this shape, to the first number.
it('is what NumPy writes', () => {
  const text = Buffer.from(npyHeader([3, 2048])).toString('latin1');
  const dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2048), }";
  expect(text).toBe(`\x93NUMPY\x01\x00\x76\x00${dictionary}${' '.repeat(117 - dictionary.length)}\n`);
});

it('fills whole lines of 64 bytes, whatever the shape', () => {
  for (const shape of [[1], [1, 1], [123456789, 2048], [10, 20, 30, 40, 50, 60, 70]]) {
    const header = npyHeader(shape);
    expect(header.length % 64).toBe(0);
    expect(header.at(-1)).toBe(0x0a);
  }
  expect(Buffer.from(npyHeader([7])).toString('latin1')).toContain("'shape': (7,), }");
});
