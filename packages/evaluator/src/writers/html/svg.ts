import { escapeXml } from '../xml.ts';

/* Charts are SVG made of strings: three simple ones need no library, and the file that holds them no script. */

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; `content` is markup. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value!)}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** @param attributes - `class` says what the text is: `tick`, `axis`, `value` */
export function text(content: string, attributes: Attributes): string {
  return element('text', attributes, escapeXml(content));
}

/** What a reader sees who points at an element. */
export function tooltip(content: string): string {
  return element('title', {}, escapeXml(content));
}

/** A whole chart, which grows with the page up to its size. */
export function chart(width: number, height: number, label: string, content: string): string {
  return element(
    'svg',
    { viewBox: `0 0 ${round(width)} ${round(height)}`, width, height, role: 'img', 'aria-label': label },
    content,
  );
}

function round(value: number): string {
  return String(Number(value.toFixed(2)));
}
