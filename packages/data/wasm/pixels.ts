/*
 * The loops over pixels that take most of the time of decoding a batch, in AssemblyScript. Each computes to the last bit
 * what the TypeScript in `src` defines. Compiled into `assets/pixels.wasm` by `npm run build:wasm`; memory is laid out by
 * `src/images/pixelKernels.ts`, with at least 48 bytes to spare after every array.
 */

const WEIGHT_BITS = 22;
const HALF: i32 = 1 << (WEIGHT_BITS - 1);

/** Where the memory is free of what the compiler puts there. */
export const heapBase: usize = __heap_base;

/** Weighted sums along rows; `channels` is 1 or 3. */
export function resampleRows(
  source: usize,
  sourceRow: i32,
  target: usize,
  rows: i32,
  columns: i32,
  channels: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
): void {
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = source + load<i32>(starts + (x << 2)) * channels;
      const weight = weights + ((x * stride) << 2);
      const count = load<i32>(counts + (x << 2));
      // With three channels the fourth byte is overwritten by the next pixel.
      if (channels == 3) v128.store32_lane(target, sumOfPixels(from, weight, count), 0);
      else store<u8>(target, sumOfBytes(from, weight, count));
      target += channels;
    }
    source += sourceRow;
  }
}

/** Weighted sums of rows of `length` bytes. */
export function resampleColumns(
  source: usize,
  target: usize,
  rows: i32,
  length: i32,
  starts: usize,
  counts: usize,
  weights: usize,
  stride: i32,
): void {
  for (let y = 0; y < rows; y++) {
    const first = source + load<i32>(starts + (y << 2)) * length;
    const count = load<i32>(counts + (y << 2));
    // Bytes beyond the row are overwritten by the next one.
    for (let i = 0; i < length; i += 16) {
      let a = i32x4.splat(HALF);
      let b = a;
      let c = a;
      let d = a;
      let from = first + i;
      for (let tap = 0; tap < count; tap++) {
        const weight = v128.load32_splat(weights + (tap << 2));
        const bytes = v128.load(from);
        const low = i16x8.extend_low_i8x16_u(bytes);
        const high = i16x8.extend_high_i8x16_u(bytes);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), weight));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), weight));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), weight));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), weight));
        from += length;
      }
      v128.store(target + i, bytesOf(shifted(a), shifted(b), shifted(c), shifted(d)));
    }
    target += length;
    weights += stride << 2;
  }
}

/** The sum of the grey of all pixels. */
export function sumGrey(pixels: usize, length: i32): f64 {
  let total: u64 = 0;
  for (let i = 0; i < length; i += 3) total += greyOf(pixels + i);
  return <f64>total;
}

/** Every pixel on the way from its grey through itself and beyond. */
export function saturate(pixels: usize, length: i32, factor: f32): void {
  const alpha = f32x4.splat(factor);
  for (let i = 0; i < length; i += 3) {
    const pixel = pixels + i;
    const grey = i32x4.splat(greyOf(pixel));
    const integers = way(f32x4.convert_i32x4_s(grey), i32x4.sub(fourBytes(pixel), grey), alpha);
    const bytes = bytesOf(integers, integers, integers, integers);
    v128.store16_lane(pixel, bytes, 0);
    v128.store8_lane(pixel, bytes, 2, 2);
  }
}

/** Every value on the way from `centre`, a whole number or not, through itself and beyond. */
export function blend(pixels: usize, length: i32, centre: f32, factor: f32): void {
  const alpha = f32x4.splat(factor);
  const middle = f32x4.splat(centre);
  for (let i = 0; i < length; i += 16) {
    const bytes = v128.load(pixels + i);
    const low = i16x8.extend_low_i8x16_u(bytes);
    const high = i16x8.extend_high_i8x16_u(bytes);
    const blended = bytesOf(
      wayFrom(middle, i32x4.extend_low_i16x8_u(low), alpha),
      wayFrom(middle, i32x4.extend_high_i16x8_u(low), alpha),
      wayFrom(middle, i32x4.extend_low_i16x8_u(high), alpha),
      wayFrom(middle, i32x4.extend_high_i16x8_u(high), alpha),
    );
    v128.store(pixels + i, blended);
  }
}

/** Every value plus one number and less another, kept to bytes; both come in a pattern of 48 bytes. */
export function shift(pixels: usize, length: i32, plus: usize, minus: usize): void {
  for (let i = 0; i < length; i += 48) {
    for (let part = 0; part < 48; part += 16) {
      const bytes = i8x16.add_sat_u(v128.load(pixels + i + part), v128.load(plus + part));
      v128.store(pixels + i + part, i8x16.sub_sat_u(bytes, v128.load(minus + part)));
    }
  }
}

/** Rows with left and right exchanged; `channels` is 1 or 3. */
export function mirrorRows(source: usize, target: usize, rows: i32, columns: i32, channels: i32): void {
  for (let y = 0; y < rows; y++) {
    source += columns * channels;
    let from = source;
    for (let x = 0; x < columns; x++) {
      from -= channels;
      // With three channels the fourth byte is overwritten by the next pixel.
      if (channels == 3) store<u32>(target, load<u32>(from));
      else store<u8>(target, load<u8>(from));
      target += channels;
    }
  }
}

/** The weighted sum of `count` pixels of three channels, in the lowest lanes. */
function sumOfPixels(from: usize, weights: usize, count: i32): v128 {
  let sums = i32x4.splat(HALF);
  for (let tap = 0; tap < count; tap++) {
    sums = i32x4.add(sums, i32x4.mul(fourBytes(from), v128.load32_splat(weights + (tap << 2))));
    from += 3;
  }
  const integers = shifted(sums);
  return bytesOf(integers, integers, integers, integers);
}

function sumOfBytes(from: usize, weights: usize, count: i32): i32 {
  let sum = HALF;
  for (let tap = 0; tap < count; tap++) sum += load<i32>(weights + (tap << 2)) * load<u8>(from + tap);
  return min(max(sum >> WEIGHT_BITS, 0), 255);
}

/** Four bytes as four integers. */
function fourBytes(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
}

function shifted(sums: v128): v128 {
  return i32x4.shr_s(sums, WEIGHT_BITS);
}

/** Sixteen integers, cut off to bytes. */
function bytesOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
}

/** `from + alpha * difference` in 32-bit floats, cut off to what a byte holds. */
function way(from: v128, difference: v128, alpha: v128): v128 {
  return cut(f32x4.add(from, f32x4.mul(alpha, f32x4.convert_i32x4_s(difference))));
}

function wayFrom(centre: v128, values: v128, alpha: v128): v128 {
  return cut(f32x4.add(centre, f32x4.mul(alpha, f32x4.sub(f32x4.convert_i32x4_s(values), centre))));
}

function cut(values: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.pmin(f32x4.pmax(values, f32x4.splat(0)), f32x4.splat(255)));
}

/** The grey of a pixel: ITU-R BT.601 in 16 binary places, as Pillow. */
function greyOf(pixel: usize): i32 {
  return (
    (<i32>load<u8>(pixel) * 19595 +
      <i32>load<u8>(pixel, 1) * 38470 +
      <i32>load<u8>(pixel, 2) * 7471 +
      0x8000) >>
    16
  );
}
