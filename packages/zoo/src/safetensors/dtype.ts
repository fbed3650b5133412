/** Bytes of one number by the format's names. */
export const dtypeBytes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
} as const;

export type Dtype = keyof typeof dtypeBytes;

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(dtypeBytes, name);
}

type Decoder = (view: DataView, offset: number) => number;

const decoders: Partial<Record<Dtype, Decoder>> = {
  BOOL: (view, offset) => view.getUint8(offset),
  U8: (view, offset) => view.getUint8(offset),
  I8: (view, offset) => view.getInt8(offset),
  I16: (view, offset) => view.getInt16(offset, true),
  U16: (view, offset) => view.getUint16(offset, true),
  I32: (view, offset) => view.getInt32(offset, true),
  U32: (view, offset) => view.getUint32(offset, true),
  I64: (view, offset) => Number(view.getBigInt64(offset, true)),
  U64: (view, offset) => Number(view.getBigUint64(offset, true)),
  F16: (view, offset) => halfToNumber(view.getUint16(offset, true)),
  F32: (view, offset) => view.getFloat32(offset, true),
  F64: (view, offset) => view.getFloat64(offset, true),
};

/** Whether {@link toFloat32} knows the type. */
export function isReadable(dtype: Dtype): boolean {
  return dtype === 'BF16' || decoders[dtype] !== undefined;
}

export const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Numbers of any readable type as float32; `bytes` must be aligned to 4 where it holds F32. */
export function toFloat32(bytes: Uint8Array<ArrayBuffer>, dtype: Dtype): Float32Array {
  const length = bytes.length / dtypeBytes[dtype];
  if (dtype === 'F32' && littleEndian) return new Float32Array(bytes.buffer, bytes.byteOffset, length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (dtype === 'BF16') {
    // The upper half of a float32.
    const bits = Uint32Array.from({ length }, (_, i) => view.getUint16(i * 2, true) << 16);
    return new Float32Array(bits.buffer);
  }
  const decode = decoders[dtype]!;
  const size = dtypeBytes[dtype];
  return Float32Array.from({ length }, (_, i) => decode(view, i * size));
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
