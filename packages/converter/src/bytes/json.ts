import { badFile } from '../errors.ts';
import type { ByteSource } from './source.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** JSON of more than this describes no network. */
const MOST_JSON_BYTES = 1 << 27;
/** JSON.parse goes down as deep as the text, on the stack of the process. */
const MOST_LEVELS = 256;

/** @throws ConverterError when a source holds no JSON object. */
export function readJson(source: ByteSource): JsonObject {
  if (source.size > MOST_JSON_BYTES) throw badFile(source.name, `at most ${MOST_JSON_BYTES} bytes of JSON`);
  const text = new TextDecoder().decode(source.bytes(0, source.size));
  checkDepth(text, source.name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw badFile(source.name, `JSON but ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (!isObject(value)) throw badFile(source.name, 'an object in JSON but it is another value');
  return value;
}

function checkDepth(text: string, name: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x7b || character === 0x5b) depth++;
    else if (character === 0x7d || character === 0x5d) depth--;
    if (depth > MOST_LEVELS) throw badFile(name, `at most ${MOST_LEVELS} levels of JSON`);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member of an object that belongs to it, and not to every object. */
export function member(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
