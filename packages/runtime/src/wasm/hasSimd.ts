import { engine } from './engine.ts';
import { instructions, moduleOf, types } from './encode.ts';

/** Whether this JavaScript engine runs the 128-bit vectors of WebAssembly. */
export function hasSimd(): boolean {
  const { f32Const, f32x4Splat, f32x4ExtractLane } = instructions;
  const usesVectors = moduleOf({
    name: 'f',
    parameters: [],
    results: [types.f32],
    locals: [],
    body: [...f32Const(0), ...f32x4Splat(), ...f32x4ExtractLane(0)],
  });
  return engine?.validate(usesVectors) ?? false;
}
