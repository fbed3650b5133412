import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engine } from './engine.ts';
import { instructions, moduleOf, types, unsigned } from './encode.ts';

describe('unsigned', () => {
  it('is LEB128', () => {
    expect(unsigned(0)).toEqual([0]);
    expect(unsigned(0xe4)).toEqual([0xe4, 0x01]);
    fc.assert(
      fc.property(fc.nat(), (value) => {
        const bytes = unsigned(value);
        const decoded = bytes.reduce((sum, byte, index) => sum + (byte & 0x7f) * 2 ** (7 * index), 0);
        expect(decoded).toBe(value);
        expect(bytes.map((byte) => byte >= 0x80)).toEqual(bytes.map((_, index) => index < bytes.length - 1));
      }),
    );
  });
});

describe('moduleOf', () => {
  const { brIf, f32Const, f32x4Add, f32x4ExtractLane, f32x4Mul, f32x4Splat } = instructions;
  const { i32One, i32Sub, localGet, localSet, localTee, loop } = instructions;

  it('makes a module that computes what it says', () => {
    // chain = chain * 0.5 + 3, `turns` times, from 8
    const bytes = moduleOf({
      name: 'run',
      parameters: [types.i32],
      results: [types.f32],
      locals: [types.v128],
      body: [
        ...f32Const(8),
        ...f32x4Splat(),
        ...localSet(1),
        ...loop([
          ...[...localGet(1), ...f32Const(0.5), ...f32x4Splat(), ...f32x4Mul()],
          ...[...f32Const(3), ...f32x4Splat(), ...f32x4Add(), ...localSet(1)],
          ...[...localGet(0), ...i32One(), ...i32Sub(), ...localTee(0), ...brIf()],
        ]),
        ...localGet(1),
        ...f32x4ExtractLane(3),
      ],
    });
    const { exports } = new engine!.Instance(new engine!.Module(bytes));
    const run = exports['run'] as (turns: number) => number;
    expect([1, 2, 3].map(run)).toEqual([7, 6.5, 6.25]);
  });
});
