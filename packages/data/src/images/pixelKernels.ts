import { readFileSync } from 'node:fs';
import { assetUrl } from '../assets.ts';
import type { AxisWeights } from './axisWeights.ts';

// Node's types leave WebAssembly to those of browsers.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/** What `wasm/pixels.ts` exports; arrays are given by their addresses. */
interface Exports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase: { readonly value: number };
  resampleRows(
    source: number,
    sourceRow: number,
    target: number,
    rows: number,
    columns: number,
    channels: number,
    starts: number,
    counts: number,
    weights: number,
    stride: number,
  ): void;
  resampleColumns(
    source: number,
    target: number,
    rows: number,
    length: number,
    starts: number,
    counts: number,
    weights: number,
    stride: number,
  ): void;
  sumGrey(pixels: number, length: number): number;
  saturate(pixels: number, length: number, factor: number): void;
  blend(pixels: number, length: number, centre: number, factor: number): void;
  shift(pixels: number, length: number, plus: number, minus: number): void;
  mirrorRows(source: number, target: number, rows: number, columns: number, channels: number): void;
}

const PAGE = 65536;
const ALIGNMENT = 16;
/** The kernels read and write up to this many bytes beyond an array. */
const SPARE = 48;

let loaded: Exports | undefined;

/** The kernels, compiled at the first use: in a millisecond, since they are two kilobytes. */
function kernels(): Exports {
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(readFileSync(assetUrl('pixels.wasm'))))
    .exports as Exports;
  return loaded;
}

/** Addresses of arrays of so many bytes, side by side in the kernels' memory, which grows to hold them. */
function reserve(...sizes: readonly number[]): number[] {
  const { memory, heapBase } = kernels();
  let end = heapBase.value;
  const addresses = sizes.map((size) => {
    const address = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    end = address + size + SPARE;
    return address;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return addresses;
}

function put(values: Uint8Array | Int32Array, address: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  new Uint8Array(kernels().memory.buffer).set(bytes, address);
}

/** A copy of `length` bytes of the kernels' memory. */
function get(address: number, length: number): Uint8Array {
  return new Uint8Array(kernels().memory.buffer, address, length).slice();
}

/** Pixels whose rows, and then columns, are weighted sums: `rowLength` is the length of a source row in bytes. */
export function weightedSums(
  pixels: Uint8Array,
  { rowLength, channels }: { rowLength: number; channels: number },
  { columns, rows }: { columns: AxisWeights; rows: AxisWeights },
): Uint8Array {
  if (rows.length === 0 || columns.length === 0) return new Uint8Array(0);
  const exported = kernels();
  const firstRow = rows.starts[0]!;
  const height = rows.starts[rows.length - 1]! + rows.counts[rows.length - 1]! - firstRow;
  const source = pixels.subarray(firstRow * rowLength, (firstRow + height) * rowLength);
  const length = columns.length * channels;
  const starts = rows.starts.map((start) => start - firstRow);

  const [from, strip, to, ...tables] = reserve(
    source.length,
    height * length,
    rows.length * length,
    ...[columns.starts, columns.counts, columns.weights, starts, rows.counts, rows.weights].map(
      ({ byteLength }) => byteLength,
    ),
  ) as [number, number, number, number, number, number, number, number, number];
  const [columnStarts, columnCounts, columnWeights, rowStarts, rowCounts, rowWeights] = tables;
  put(source, from);
  put(columns.starts, columnStarts);
  put(columns.counts, columnCounts);
  put(columns.weights, columnWeights);
  put(starts, rowStarts);
  put(rows.counts, rowCounts);
  put(rows.weights, rowWeights);
  exported.resampleRows(
    ...([from, rowLength, strip, height, columns.length, channels] as const),
    ...([columnStarts, columnCounts, columnWeights, columns.stride] as const),
  );
  exported.resampleColumns(strip, to, rows.length, length, rowStarts, rowCounts, rowWeights, rows.stride);
  return get(to, rows.length * length);
}

/** Every value on the way from `centre` through itself (factor 1) and beyond, in 32-bit floats, cut off to bytes. */
export function blendFrom(pixels: Uint8Array, centre: number, factor: number): Uint8Array {
  return inPlace(pixels, (address) => kernels().blend(address, pixels.length, centre, factor));
}

/** Every pixel of red, green and blue on the way from its grey through itself and beyond. */
export function blendFromGrey(pixels: Uint8Array, factor: number): Uint8Array {
  return inPlace(pixels, (address) => kernels().saturate(address, pixels.length, factor));
}

/** The sum of the grey of all pixels of red, green and blue. */
export function sumOfGrey(pixels: Uint8Array): number {
  const [address] = reserve(pixels.length) as [number];
  put(pixels, address);
  return kernels().sumGrey(address, pixels.length);
}

/** Every value moved by a whole number for its channel, of which there are 1 or 3, and kept to bytes. */
export function shiftChannels(pixels: Uint8Array, shifts: readonly number[]): Uint8Array {
  const pattern = (sign: 1 | -1) =>
    Uint8ClampedArray.from({ length: PATTERN }, (_, i) => sign * shifts[i % shifts.length]!);
  const [address, plus, minus] = reserve(pixels.length, PATTERN, PATTERN) as [number, number, number];
  put(pixels, address);
  put(new Uint8Array(pattern(1).buffer), plus);
  put(new Uint8Array(pattern(-1).buffer), minus);
  kernels().shift(address, pixels.length, plus, minus);
  return get(address, pixels.length);
}

/** A multiple of all numbers of channels and of the width of the processor's registers. */
const PATTERN = 48;

/** Rows with left and right exchanged. */
export function mirrored(
  pixels: Uint8Array,
  { height, width, channels }: { height: number; width: number; channels: number },
): Uint8Array {
  const [from, to] = reserve(pixels.length, pixels.length) as [number, number];
  put(pixels, from);
  kernels().mirrorRows(from, to, height, width, channels);
  return get(to, pixels.length);
}

function inPlace(pixels: Uint8Array, kernel: (address: number) => void): Uint8Array {
  const [address] = reserve(pixels.length) as [number];
  put(pixels, address);
  kernel(address);
  return get(address, pixels.length);
}
