import { move, transferableSymbol, valueSymbol } from 'piscina';

/** What a thread of a pool answers with, whose memory goes over to whoever asked instead of being copied. */
export function moveBack<Value extends object>(value: Value, buffers: readonly ArrayBufferLike[]): Value {
  const transferable = { [transferableSymbol]: buffers, [valueSymbol]: value };
  // Piscina takes the value out of it on the way, which its types do not say.
  return move(transferable) as unknown as Value;
}
