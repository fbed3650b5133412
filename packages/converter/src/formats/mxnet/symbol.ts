import { isObject, listOf, member, readJson } from '../../bytes/json.ts';
import type { ByteSource } from '../../bytes/source.ts';
import type { Attribute } from '../format.ts';

/** Where versions of MXNet put the settings of an operation. */
const places = ['attrs', 'attr', 'param'];

/** What MXNet takes for a batch norm that does not say. */
const batchNormDefaults = { eps: 1e-3, fix_gamma: true };

/** The settings of each operation of a symbol's JSON, as `name/setting`. */
export function readSymbol(source: ByteSource): Map<string, Attribute> {
  const attributes = new Map<string, Attribute>();
  for (const node of listOf(member(readJson(source), 'nodes'))) {
    const name = member(node, 'name');
    const type = member(node, 'op');
    if (typeof name !== 'string' || typeof type !== 'string' || type === 'null') continue;
    attributes.set(`${name}/type`, type);
    if (type === 'BatchNorm') {
      for (const [key, value] of Object.entries(batchNormDefaults)) attributes.set(`${name}/${key}`, value);
    }
    for (const place of places) {
      const settings = member(node, place);
      if (!isObject(settings)) continue;
      for (const [key, value] of Object.entries(settings)) {
        if (typeof value === 'string') attributes.set(`${name}/${key}`, settingOf(value));
      }
    }
  }
  return attributes;
}

/** All are texts: `True`, `2e-05`, `(3, 3)`. */
function settingOf(text: string): Attribute {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const number = Number(text);
  return text.trim() !== '' && !Number.isNaN(number) ? number : text;
}
