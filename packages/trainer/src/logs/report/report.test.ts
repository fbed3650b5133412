import { inflateSync } from 'node:zlib';
import { buildRow } from '@resnext/zoo';
import { expect, test } from 'vitest';
import type { Epoch } from '../../epoch.ts';
import { html, Html } from './html.ts';
import { pngAddress } from './png.ts';
import { reportHtml } from './reportHtml.ts';

test('what is filled into a page is text, unless it is HTML', () => {
  const name = '<script>"&"</script>';
  expect(html`<p title="${name}">${name}</p>`.source).toBe(
    '<p title="&lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;">&lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;</p>',
  );
  expect(html`${[html`<b>${1}</b>`, new Html('<i>')]}`.source).toBe('<b>1</b><i>');
});

/** The pixels of an address, by the chunks of PNG's specification. */
function decode(address: string): { width: number; height: number; colour: number; rows: Buffer } {
  const bytes = Buffer.from(address.replace('data:image/png;base64,', ''), 'base64');
  expect([...bytes.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = bytes.indexOf('IDAT');
  const length = bytes.readUInt32BE(data - 4);
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    colour: bytes[25]!,
    rows: inflateSync(bytes.subarray(data + 4, data + 4 + length)),
  };
}

test.each([
  [3, 2, 6],
  [1, 0, 2],
  [4, 0, 2],
])('an image of %i channels is a PNG of colour type %i', (channels, colour, bytesARow) => {
  const pixels = Uint8Array.from({ length: 3 * 2 * channels }, (_, i) => 7 * i);
  const png = decode(pngAddress({ pixels, shape: [3, 2, channels] }));
  expect(png).toMatchObject({ width: 2, height: 3, colour });
  const shown = channels === 3 ? [...pixels] : [...pixels].filter((_, i) => i % channels === 0);
  for (let y = 0; y < 3; y++) {
    const row = [...png.rows.subarray(y * (1 + bytesARow), (y + 1) * (1 + bytesARow))];
    expect(row).toEqual([0, ...shown.slice(y * bytesARow, (y + 1) * bytesARow)]);
  }
});

const epoch: Epoch = {
  ...{ epoch: 1, epochs: 2, learningRate: 0.1, seconds: 3, imagesPerSecond: 100, waitSeconds: 0.1 },
  train: { loss: 1, top1: 50, top5: 100 },
  test: { loss: 2, top1: 75, top5: 100 },
  best: { epoch: 1, top1: 75 },
};

const report = (classes: number, classNames?: string[]): string => {
  const confusion = [
    { label: 0, prediction: 0, count: 1 },
    { label: 0, prediction: 1, count: 1 },
  ];
  const worst = [
    {
      ...{ index: 9, label: 0, answer: 1, answerProbability: 0.9, labelProbability: 0.1 },
      ...{ pixels: new Uint8Array(3), shape: [1, 1, 3] as const },
    },
  ];
  return reportHtml({
    row: buildRow({ classes, classNames }),
    configuration: { batchSize: 256, note: '</table>' },
    history: [epoch],
    curves: '<svg></svg>',
    judgement: { ...epoch.test, seconds: 1, confusion, worst },
  });
};

test('a report needs no other file and shows what was trained and what goes wrong', () => {
  const page = report(3, ['cat', 'dog', 'a < b']).replace(/\s+/g, ' ');
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
  expect(page).toContain('75.00 % of the validation images are right');
  expect(page).toContain('cat taken for dog: 1');
  expect(page).toContain('a &lt; b');
  expect(page).toContain('&lt;/table&gt;');
  expect(page).toContain('src="data:image/png;base64,');
  expect(page).toContain('dog (90.00 %)');
});

test('a thousand classes have a list of mistakes and no matrix', () => {
  const page = report(1000);
  expect(page).not.toContain('taken for 1: 1');
  expect(page).toMatch(/<td>0<\/td>\s*<td>1<\/td>\s*<td class="number">1<\/td>/);
});
