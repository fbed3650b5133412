/*
 * As much of WebAssembly's binary format as a module of one function needs
 * (https://webassembly.github.io/spec/core/binary).
 */

/** An unsigned number in LEB128: seven bits a byte, the lowest first. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Items behind their count. */
export function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

export function name(text: string): number[] {
  return vector(Array.from(text, (character) => [character.charCodeAt(0)]));
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

export const types = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

export type ValueType = (typeof types)[keyof typeof types];

export interface FunctionDefinition {
  /** What it is exported as. */
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Variables beside the parameters, whose indices follow theirs. */
  readonly locals: readonly ValueType[];
  /** Instructions, without the final `end`. */
  readonly body: readonly number[];
}

/** A module that exports one function. */
export function moduleOf({
  name: exported,
  parameters,
  results,
  locals,
  body,
}: FunctionDefinition): Uint8Array<ArrayBuffer> {
  const single = (values: readonly ValueType[]): number[] => vector(values.map((value) => [value]));
  const code = [...vector(locals.map((local) => [1, local])), ...body, END];
  const magic = [0x00, 0x61, 0x73, 0x6d];
  const version = [1, 0, 0, 0];
  return Uint8Array.from([
    ...magic,
    ...version,
    ...section(1, [[0x60, ...single(parameters), ...single(results)]]),
    ...section(3, [[0]]),
    ...section(7, [[...name(exported), 0x00, 0]]),
    ...section(10, [[...unsigned(code.length), ...code]]),
  ]);
}

const END = 0x0b;
const SIMD = 0xfd;

/** The instructions that we use, by their names in the specification. */
export const instructions = {
  loop: (body: readonly number[]): number[] => [0x03, 0x40, ...body, END],
  /** Jumps back to the start of the innermost loop if the value on the stack is not 0. */
  brIf: (): number[] => [0x0d, 0],
  localGet: (index: number): number[] => [0x20, ...unsigned(index)],
  localSet: (index: number): number[] => [0x21, ...unsigned(index)],
  localTee: (index: number): number[] => [0x22, ...unsigned(index)],
  i32One: (): number[] => [0x41, 1],
  i32Sub: (): number[] => [0x6b],
  f32Const: (value: number): number[] => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  f32x4Splat: (): number[] => [SIMD, ...unsigned(0x13)],
  f32x4ExtractLane: (lane: number): number[] => [SIMD, ...unsigned(0x1f), lane],
  f32x4Add: (): number[] => [SIMD, ...unsigned(0xe4)],
  f32x4Mul: (): number[] => [SIMD, ...unsigned(0xe6)],
} as const;
