const MAGIC = '\x93NUMPY\x01\x00';
const ALIGNMENT = 64;

/**
 * What a `.npy` file of float32 numbers, row by row, begins with.
 *
 * Source: NumPy's `numpy.lib.format`, version 1.0.
 */
export function npyHeader(shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = MAGIC.length + 2;
  const length = Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const header = Buffer.alloc(before + length, ' ', 'latin1');
  header.write(MAGIC, 'latin1');
  header.writeUInt16LE(length, MAGIC.length);
  header.write(text, before, 'latin1');
  header.write('\n', header.length - 1, 'latin1');
  return header;
}
