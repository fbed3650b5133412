import type { Cursor } from '../../bytes/cursor.ts';
import { unsafe } from '../../errors.ts';

/*
 * A reader of pickles that makes data and nothing else. The opcodes are those of PyTorch's own weights-only
 * loader and their protocol-4 twins; a class or function is a name in a short list, and never called.
 */

/** A name that a pickle refers to; what may be one is {@link PickleOptions.allows}. */
export class Global {
  constructor(readonly path: string) {}
}

/** What a function of the list would have made, for the caller to make sense of. */
export class Call {
  constructor(
    readonly path: string,
    readonly args: readonly PickleValue[],
  ) {}
}

/** What lies outside of the pickle: `key` is PyTorch's description of a storage. */
export class Persistent {
  constructor(readonly key: readonly PickleValue[]) {}
}

export class Tuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A dictionary, ordered or not; keys are strings, or numbers. */
export class Dictionary {
  readonly entries = new Map<string | number, PickleValue>();
}

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PickleValue[]
  | Tuple
  | Dictionary
  | Set<PickleValue>
  | Global
  | Call
  | Persistent;

export interface PickleOptions {
  /** Whether a class or function may be named. */
  allows(path: string): boolean;
}

/** Far more than the description of any network takes. */
const MOST_OBJECTS = 250_000;
/** A number of this many bytes is no size; PyTorch's own magic number has 10. */
const MOST_LONG_BYTES = 16;

const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/**
 * Reads one pickle and leaves the cursor behind it.
 *
 * @throws ConverterError when it is damaged, or names what is not on the list.
 */
export function readPickle(cursor: Cursor, options: PickleOptions): PickleValue {
  return new Machine(cursor, options).run();
}

class Machine {
  readonly #cursor: Cursor;
  readonly #options: PickleOptions;
  readonly #memo = new Map<number, PickleValue>();
  #stack: Slot[] = [];
  #objects = 0;

  constructor(cursor: Cursor, options: PickleOptions) {
    this.#cursor = cursor;
    this.#options = options;
  }

  run(): PickleValue {
    const cursor = this.#cursor;
    for (;;) {
      if (++this.#objects > MOST_OBJECTS) throw cursor.bad(`at most ${MOST_OBJECTS} steps in a pickle`);
      const opcode = String.fromCharCode(cursor.u8());
      if (opcode === '.') return this.#pop();
      const step = steps[opcode];
      if (!step) throw this.#unknown(opcode);
      step(this, cursor);
    }
  }

  push(value: Slot): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    return this.#pop();
  }

  #pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw this.#cursor.bad('a value on the stack of the pickle');
    return value;
  }

  top(): PickleValue {
    const value = this.#pop();
    this.#stack.push(value);
    return value;
  }

  /** Takes what was pushed since the last mark. */
  popMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(MARK);
    if (at < 0) throw this.#cursor.bad('a mark on the stack of the pickle');
    const items = this.#stack.splice(at);
    return items.slice(1) as PickleValue[];
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  put(index: number): void {
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#cursor.bad(`something under ${index} in the pickle's memo`);
    this.push(value);
  }

  global(path: string): void {
    if (!this.#options.allows(path)) {
      throw unsafe(
        this.#cursor.source.name,
        `its pickle names '${path}', which is neither a tensor nor a dictionary; nothing of it was run`,
      );
    }
    this.push(new Global(path));
  }

  reduce(): void {
    const args = this.#pop();
    const callee = this.#pop();
    if (!(callee instanceof Global && args instanceof Tuple))
      throw this.#cursor.bad('a named function to call');
    this.push(callee.path === ORDERED_DICT ? orderedDict(args) : new Call(callee.path, args.items));
  }

  /** State for an object: an ordered dictionary may carry attributes (`_metadata`), which say nothing here. */
  build(): void {
    this.#pop();
    const target = this.top();
    if (!(target instanceof Dictionary || target instanceof Call))
      throw this.#cursor.bad('a dictionary or a tensor to set up');
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw this.#cursor.bad('a list to append to');
    for (const item of items) list.push(item);
  }

  setItems(items: readonly PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof Dictionary) || items.length % 2 !== 0)
      throw this.#cursor.bad('a dictionary to fill with pairs');
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i]!;
      const plain = typeof key === 'bigint' || typeof key === 'boolean' ? Number(key) : key;
      if (typeof plain !== 'string' && typeof plain !== 'number') continue;
      target.entries.set(plain, items[i + 1]!);
    }
  }

  #unknown(opcode: string): Error {
    const code = opcode.charCodeAt(0);
    const shown = code > 32 && code < 127 ? `'${opcode}'` : `0x${code.toString(16)}`;
    if (RUNS_CODE.has(opcode)) {
      return unsafe(
        this.#cursor.source.name,
        `its pickle uses the opcode ${shown}, which makes objects of any class; nothing of it was run`,
      );
    }
    return this.#cursor.bad(`an opcode of a state dict but it is ${shown}`);
  }
}

const ORDERED_DICT = 'collections.OrderedDict';

/** INST, OBJ, NEWOBJ, NEWOBJ_EX, EXT1, EXT2, EXT4. */
const RUNS_CODE = new Set(['i', 'o', '\x81', '\x92', '\x82', '\x83', '\x84']);

function orderedDict({ items }: Tuple): Dictionary {
  const dictionary = new Dictionary();
  const [pairs] = items;
  if (!Array.isArray(pairs)) return dictionary;
  for (const pair of pairs) {
    // Before Python 3.5 pairs were lists.
    const [key, value] = pair instanceof Tuple ? pair.items : Array.isArray(pair) ? pair : [];
    if ((typeof key === 'string' || typeof key === 'number') && value !== undefined)
      dictionary.entries.set(key, value);
  }
  return dictionary;
}

type Step = (machine: Machine, cursor: Cursor) => void;

const steps: Readonly<Record<string, Step | undefined>> = Object.assign(
  Object.create(null) as Record<string, Step>,
  {
    '\x80': (_, cursor) => {
      const protocol = cursor.u8();
      if (protocol > 5) throw cursor.bad(`a pickle of protocol 5 at most but it is ${protocol}`);
    },
    '\x95': (_, cursor) => cursor.need(Number(cursor.u64()), 'a frame of the pickle'),
    '(': (m) => m.mark(),
    N: (m) => m.push(null),
    '\x88': (m) => m.push(true),
    '\x89': (m) => m.push(false),
    J: (m, cursor) => m.push(cursor.i32()),
    K: (m, cursor) => m.push(cursor.u8()),
    M: (m, cursor) => m.push(cursor.u16()),
    '\x8a': (m, cursor) => m.push(long(cursor, cursor.u8())),
    G: (m, cursor) => {
      const bytes = cursor.bytes(8, 'a number of the pickle');
      m.push(new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0));
    },
    X: (m, cursor) => m.push(cursor.text(cursor.u32(), 'a string of the pickle')),
    '\x8c': (m, cursor) => m.push(cursor.text(cursor.u8(), 'a string of the pickle')),
    '\x8d': (m, cursor) => m.push(cursor.text(cursor.size64('a string'), 'a string of the pickle')),
    // Byte strings, which Python 2 used for text.
    U: (m, cursor) => m.push(cursor.text(cursor.u8(), 'a string of the pickle')),
    T: (m, cursor) => m.push(cursor.text(cursor.i32(), 'a string of the pickle')),
    C: (m, cursor) => m.push(cursor.text(cursor.u8(), 'bytes of the pickle')),
    B: (m, cursor) => m.push(cursor.text(cursor.u32(), 'bytes of the pickle')),
    '}': (m) => m.push(new Dictionary()),
    ']': (m) => m.push([]),
    ')': (m) => m.push(new Tuple([])),
    '\x8f': (m) => m.push(new Set<PickleValue>()),
    d: (m) => {
      const items = m.popMark();
      m.push(new Dictionary());
      m.setItems(items);
    },
    l: (m) => m.push(m.popMark()),
    t: (m) => m.push(new Tuple(m.popMark())),
    '\x85': (m) => m.push(new Tuple([m.pop()])),
    '\x86': (m) => m.push(new Tuple([m.pop(), m.pop()].reverse())),
    '\x87': (m) => m.push(new Tuple([m.pop(), m.pop(), m.pop()].reverse())),
    a: (m) => m.append([m.pop()]),
    e: (m) => m.append(m.popMark()),
    s: (m) => m.setItems([m.pop(), m.pop()].reverse()),
    u: (m) => m.setItems(m.popMark()),
    '\x90': (m) => void m.popMark(),
    q: (m, cursor) => m.put(cursor.u8()),
    r: (m, cursor) => m.put(cursor.u32()),
    '\x94': (m) => m.memoize(),
    h: (m, cursor) => m.get(cursor.u8()),
    j: (m, cursor) => m.get(cursor.u32()),
    '0': (m) => void m.pop(),
    '2': (m) => m.push(m.top()),
    c: (m, cursor) => m.global(`${line(cursor)}.${line(cursor)}`),
    '\x93': (m, cursor) => {
      const name = m.pop();
      const module = m.pop();
      if (typeof name !== 'string' || typeof module !== 'string') throw cursor.bad('a name in two strings');
      m.global(`${module}.${name}`);
    },
    R: (m) => m.reduce(),
    b: (m) => m.build(),
    Q: (m, cursor) => {
      const key = m.pop();
      if (!(key instanceof Tuple)) throw cursor.bad('a description of a storage');
      m.push(new Persistent(key.items));
    },
  } satisfies Record<string, Step>,
);

/** A whole number of any length, little endian in two's complement. */
function long(cursor: Cursor, length: number): number | bigint {
  if (length > MOST_LONG_BYTES)
    throw cursor.bad(`a number of at most ${MOST_LONG_BYTES} bytes but it has ${length}`);
  const bytes = cursor.bytes(length, 'a number of the pickle');
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  const signed = length === 0 ? 0n : BigInt.asIntN(8 * length, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

/** The longest name of a module or class that is looked at. */
const MOST_NAME_BYTES = 256;

function line(cursor: Cursor): string {
  const bytes: number[] = [];
  for (let byte = cursor.u8(); byte !== 0x0a; byte = cursor.u8()) {
    if (bytes.push(byte) > MOST_NAME_BYTES) throw cursor.bad(`a name of at most ${MOST_NAME_BYTES} bytes`);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
