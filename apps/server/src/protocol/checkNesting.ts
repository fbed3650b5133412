import { badRequest } from './badRequest.ts';

/** Deeper than any request of the protocol, and far from what a parser's stack holds. */
const DEEPEST = 50;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Refuses JSON of which no reader knows how deep it goes, before it is parsed.
 *
 * @param json - UTF-8, which has no other meaning for the bytes that are looked for
 */
export function checkNesting(json: Uint8Array): void {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    // [ and { differ from ] and } in the same bit, and from all else that JSON has outside of strings.
    if (byte === 0x5b || byte === 0x7b) {
      if (++depth > DEEPEST) {
        throw badRequest(`expected JSON nested at most ${DEEPEST} deep but received more; send data flat`);
      }
    } else if (byte === 0x5d || byte === 0x7d) depth--;
    else if (byte === QUOTE) i = endOfString(json, i);
  }
}

function endOfString(json: Uint8Array, start: number): number {
  let end = start;
  do {
    end = json.indexOf(QUOTE, end + 1);
    if (end < 0) return json.length;
  } while (isEscaped(json, end));
  return end;
}

function isEscaped(json: Uint8Array, at: number): boolean {
  let first = at;
  while (json[first - 1] === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}
