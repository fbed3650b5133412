/**
 * Values that another thread can take over without a copy: the same ones where they have their memory for themselves.
 * A part of a larger buffer - a body of a request, Node's pool - would take the rest with it, and is copied.
 */
export function movable<Values extends Uint8Array | Float32Array>(values: Values): Values {
  const { buffer, byteLength } = values;
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return values;
  // Not slice(), which for a Buffer shares the memory.
  return (values instanceof Float32Array ? new Float32Array(values) : new Uint8Array(values)) as Values;
}
