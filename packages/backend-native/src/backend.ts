import {
  DataStorage,
  KernelBackend,
  engine,
  util,
  type BackendValues,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Addon, Memory } from './addon/addon.ts';
import { NativeError } from './errors.ts';

/** Types that live in native memory; a bool takes a byte. */
export type NumericType = 'float32' | 'int32' | 'bool';
export type NumericArray = Float32Array | Int32Array | Uint8Array;

interface TensorData {
  readonly dtype: DataType;
  /** How many values. */
  readonly size: number;
  references: number;
  readonly memory?: Memory;
  /** A filter as convolutions read it, made at its first use for inference. */
  packed?: { readonly form: string; readonly memory: Memory };
  /** The bytes of each string, for the one type that has no numbers. */
  readonly strings?: Uint8Array[];
}

const arrayOf = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
/** What a packed form depends on: the window, the groups and their channels, of what `convolutionSizes` makes. */
const filterForm = (sizes: Int32Array): string => [...sizes.subarray(5, 7), ...sizes.subarray(13)].join();

const bytesOf = { float32: 4, int32: 4, bool: 1 } as const;

function isNumeric(dtype: DataType): dtype is NumericType {
  return dtype in bytesOf;
}

/** The tfjs backend `native`: tensors in pooled native memory, kernels in C++. */
export class NativeBackend extends KernelBackend {
  readonly addon: Addon;
  readonly #data: DataStorage<TensorData>;
  #count = 0;
  #nextId = 0;

  constructor(addon: Addon) {
    super();
    this.addon = addon;
    this.#data = new DataStorage(this, engine());
  }

  /** A new tensor, its values yet to be written. */
  output(shape: readonly number[], dtype: NumericType = 'float32'): TensorInfo {
    const dataId = { id: this.#nextId++ };
    this.#store(dataId, dtype, util.sizeFromShape([...shape]), 1);
    return { dataId, shape: [...shape], dtype };
  }

  /** The same values under another shape: no copy. */
  reshaped(x: TensorInfo, shape: readonly number[]): TensorInfo {
    this.incRef(x.dataId);
    return { dataId: x.dataId, shape: [...shape], dtype: x.dtype };
  }

  /** For a kernel's call into the addon. */
  memoryOf(x: TensorInfo): Memory {
    const { memory, dtype } = this.#data.get(x.dataId);
    if (!memory)
      throw new NativeError('NATIVE_UNSUPPORTED', `expected a tensor of numbers but received ${dtype}`);
    return memory;
  }

  /**
   * A filter's packed form, which stays with the tensor until that is disposed or overwritten.
   *
   * @param sizes as `convolutionSizes` makes them
   */
  packedFilter(filter: TensorInfo, sizes: Int32Array): Memory {
    const data = this.#data.get(filter.dataId);
    const form = filterForm(sizes);
    if (data.packed?.form !== form) {
      this.overwritten(filter);
      data.packed = { form, memory: this.#pack(this.memoryOf(filter), sizes) };
    }
    return data.packed.memory;
  }

  /** A filter's packed form for this once, where the filter is about to change. */
  withPackedFilter(filter: Memory, sizes: Int32Array, use: (packed: Memory) => void): void {
    const packed = this.#pack(filter, sizes);
    try {
      use(packed);
    } finally {
      this.addon.release(packed);
    }
  }

  /** What a kernel that writes into an existing tensor must call. */
  overwritten(x: TensorInfo): void {
    const data = this.#data.get(x.dataId);
    if (data.packed) this.addon.release(data.packed.memory);
    delete data.packed;
  }

  /** A view of a tensor's values, for a kernel in TypeScript: not to be kept. */
  values(x: TensorInfo): NumericArray {
    const { dtype, size } = this.#data.get(x.dataId);
    const bytes = this.addon.view(this.memoryOf(x));
    if (dtype === 'float32') return new Float32Array(bytes, 0, size);
    return dtype === 'int32' ? new Int32Array(bytes, 0, size) : new Uint8Array(bytes, 0, size);
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const dataId = { id: this.#nextId++ };
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    if (dtype === 'string') {
      const strings = values as Uint8Array[];
      this.#data.set(dataId, { dtype, size: util.sizeFromShape(shape), references, strings });
      this.#count++;
      return;
    }
    if (!isNumeric(dtype)) {
      throw new NativeError(
        'NATIVE_UNSUPPORTED',
        `expected float32, int32, bool or string but received ${dtype}`,
      );
    }
    this.#store(dataId, dtype, util.sizeFromShape(shape), references);
    if (!values) return;
    const Values = arrayOf[dtype];
    const typed = values instanceof Values ? values : Values.from(values as NumericArray);
    this.addon.write(this.#data.get(dataId).memory!, typed);
  }

  override readSync(dataId: object): BackendValues {
    const { dtype, size, strings, memory } = this.#data.get(dataId);
    if (strings) return strings;
    const values = new arrayOf[dtype as NumericType](size);
    this.addon.read(memory!, values);
    return values;
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#data.has(dataId)) return true;
    const data = this.#data.get(dataId);
    data.references--;
    if (!force && data.references > 0) return false;
    if (data.memory) this.addon.release(data.memory);
    if (data.packed) this.addon.release(data.packed.memory);
    this.#data.delete(dataId);
    this.#count--;
    return true;
  }

  override incRef(dataId: object): void {
    this.#data.get(dataId).references++;
  }

  override refCount(dataId: object): number {
    return this.#data.has(dataId) ? this.#data.get(dataId).references : 0;
  }

  override numDataIds(): number {
    return this.#count;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override async time(run: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    run();
    return { kernelMs: performance.now() - start };
  }

  override dispose(): void {
    this.addon.trim();
  }

  #pack(filter: Memory, sizes: Int32Array): Memory {
    const packed = this.addon.allocate(4 * this.addon.packedFilterSize(sizes));
    this.addon.packFilter(sizes, filter, packed);
    return packed;
  }

  #store(dataId: object, dtype: NumericType, size: number, references: number): void {
    const memory = this.addon.allocate(size * bytesOf[dtype]);
    this.#data.set(dataId, { dtype, size, references, memory });
    this.#count++;
  }
}
