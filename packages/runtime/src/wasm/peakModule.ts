import { instructions, moduleOf, types } from './encode.ts';

const { brIf, f32Const, f32x4Add, f32x4ExtractLane, f32x4Mul, f32x4Splat } = instructions;
const { i32One, i32Sub, localGet, localSet, localTee, loop } = instructions;

/**
 * Independent chains of multiply and add. Two arithmetic units with a latency of four cycles each need
 * eight chains to stay busy; twelve and their two operands fit into the sixteen registers of x86-64.
 */
const CHAINS = 12;
/** Rounds of all chains in one turn of the loop, so that counting costs nothing beside them. */
const ROUNDS = 8;
const LANES = 4;

/** Multiplications and additions in one turn of the loop. */
export const FLOPS_A_TURN = CHAINS * ROUNDS * LANES * 2;

/**
 * A function `run(turns)` that multiplies and adds in registers alone, as fast as WebAssembly can:
 *
 *     do { for each chain, ROUNDS times: chain = chain * factor + summand } while (--turns)
 *     return the sum of all chains
 */
export function peakModule(): Uint8Array<ArrayBuffer> {
  const turns = 0;
  const factor = 1;
  const summand = 2;
  const chains = Array.from({ length: CHAINS }, (_, index) => 3 + index);

  const set = (local: number, value: number): number[] => [
    ...f32Const(value),
    ...f32x4Splat(),
    ...localSet(local),
  ];
  const step = (chain: number): number[] => [
    ...localGet(chain),
    ...localGet(factor),
    ...f32x4Mul(),
    ...localGet(summand),
    ...f32x4Add(),
    ...localSet(chain),
  ];
  const round = chains.flatMap(step);
  const countDown = [...localGet(turns), ...i32One(), ...i32Sub(), ...localTee(turns)];
  // Using every chain keeps the compiler from leaving any out.
  const sum = [
    ...localGet(chains[0]!),
    ...chains.slice(1).flatMap((chain) => [...localGet(chain), ...f32x4Add()]),
  ];

  return moduleOf({
    name: 'run',
    parameters: [types.i32],
    results: [types.f32],
    locals: [factor, summand, ...chains].map(() => types.v128),
    body: [
      // The chains stay between 1 and 2: denormals and infinities can be slower.
      ...set(factor, 0.5),
      ...set(summand, 0.75),
      ...chains.flatMap((chain, index) => set(chain, 1 + index / CHAINS)),
      ...loop([...Array.from({ length: ROUNDS }, () => round).flat(), ...countDown, ...brIf()]),
      ...sum,
      ...f32x4ExtractLane(0),
    ],
  });
}
