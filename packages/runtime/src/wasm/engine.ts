/** As much of the WebAssembly global as is used here; Node's types leave it to those of browsers. */
interface Engine {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** WebAssembly, unless Node was started without (`--jitless`). */
export const engine = (globalThis as { readonly WebAssembly?: Engine }).WebAssembly;
