import { badFile } from '../../errors.ts';
import type { ByteSource } from '../../bytes/source.ts';
import type { Attribute } from '../format.ts';

/** A message of the text format: its fields in their order; those that repeat do so here. */
interface Message {
  readonly fields: (readonly [name: string, value: Message | Attribute])[];
}

const MOST_BYTES = 1 << 26;
const MOST_LEVELS = 64;
const TOKEN = /\s+|#[^\n]*|([{}:;,<>[\]])|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([^\s{}:;,<>[\]"'#]+)/gy;

/** The settings of each layer of a deploy prototxt, as `layer/setting`. */
export function readPrototxt(source: ByteSource): Map<string, Attribute> {
  if (source.size > MOST_BYTES) throw badFile(source.name, `at most ${MOST_BYTES} bytes of prototxt`);
  const text = new TextDecoder().decode(source.bytes(0, source.size));
  const { fields } = new Parser(text, source.name).message(0);
  const attributes = new Map<string, Attribute>();
  for (const [key, layer] of fields) {
    if ((key !== 'layer' && key !== 'layers') || !isMessage(layer)) continue;
    const name = layer.fields.find(([field]) => field === 'name')?.[1];
    if (typeof name !== 'string') continue;
    for (const [field, value] of layer.fields) {
      if (field === 'type' && !isMessage(value)) attributes.set(`${name}/type`, value);
      if (!isMessage(value) || !field.endsWith('_param')) continue;
      for (const [setting, content] of value.fields) {
        if (!isMessage(content)) attributes.set(`${name}/${setting}`, content);
      }
    }
  }
  return attributes;
}

function isMessage(value: Message | Attribute): value is Message {
  return typeof value === 'object' && 'fields' in value;
}

class Parser {
  readonly #tokens: string[] = [];
  readonly #name: string;
  #at = 0;

  constructor(text: string, name: string) {
    this.#name = name;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const at = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (!match)
        throw badFile(
          name,
          `prototxt but it has ${JSON.stringify(text.slice(at, at + 10))} at character ${at}`,
        );
      const token = match[1] ?? match[2] ?? match[3];
      if (token !== undefined) this.#tokens.push(token);
    }
  }

  message(level: number): Message {
    if (level > MOST_LEVELS) throw badFile(this.#name, `at most ${MOST_LEVELS} levels of prototxt`);
    const fields: Message['fields'] = [];
    for (;;) {
      const name = this.#tokens[this.#at];
      if (name === undefined && level === 0) return { fields };
      this.#at++;
      if (name === '}' || name === '>') {
        if (level === 0) throw badFile(this.#name, `a name but it has '${name}'`);
        return { fields };
      }
      if (name === ';' || name === ',') continue;
      if (name === undefined || !/^[\w.]+$/.test(name))
        throw badFile(this.#name, `the name of a field but it has ${name ?? 'its end'}`);
      if (this.#tokens[this.#at] === ':') this.#at++;
      fields.push([name, this.#value(level)]);
    }
  }

  #value(level: number): Message | Attribute {
    const token = this.#tokens[this.#at++];
    if (token === '{' || token === '<') return this.message(level + 1);
    if (token === undefined || /^[}>:;,[\]]$/.test(token))
      throw badFile(this.#name, `a value but it has ${token ?? 'its end'}`);
    if (/^["']/.test(token)) return token.slice(1, -1);
    if (token === 'true' || token === 'false') return token === 'true';
    const number = Number(token.replace(/f$/i, ''));
    return Number.isNaN(number) ? token : number;
  }
}
