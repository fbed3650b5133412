import { Header, type HeaderData } from 'tar';

/** An entry of an archive that a test makes, right or wrong. */
export interface TestEntry extends HeaderData {
  /** The content; the header's `size` is its length unless it says otherwise. */
  readonly content?: Uint8Array | string;
}

/** A tar archive of these entries, with the two empty blocks at its end. */
export function tarOf(entries: readonly TestEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf({ content = '', ...header }: TestEntry): Buffer[] {
  const bytes = Buffer.from(content);
  const block = Buffer.alloc(512);
  new Header({ type: 'File', mode: 0o644, size: bytes.length, ...header }).encode(block);
  return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}
