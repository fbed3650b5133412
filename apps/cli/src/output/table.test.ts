import { expect, it } from 'vitest';
import { startTable, writeTable, type Column } from './table.ts';

const columns: Column<{ name: string; size: number }>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'n', value: ({ size }) => String(size), align: 'right' },
];

function contextOf(isTTY = false) {
  const lines: string[] = [];
  const stdout = { isTTY, write: (text: string) => lines.push(text) > 0 };
  return { lines, context: { stdout, stderr: stdout, env: {}, signal: new AbortController().signal } };
}

it('makes each column as wide as what is in it', () => {
  const { lines, context } = contextOf();
  writeTable(context, columns, [
    { name: 'a', size: 1000 },
    { name: 'longer', size: 5 },
  ]);
  expect(lines.join('')).toBe(['name       n', 'a       1000', 'longer     5', ''].join('\n'));
});

it('writes rows as they come, in columns of a given width', () => {
  const { lines, context } = contextOf();
  const writeRow = startTable(
    context,
    columns.map((column) => ({ ...column, width: 6 })),
  );
  writeRow({ name: 'a', size: 1 });
  expect(lines).toEqual(['name         n\n', 'a            1\n']);
});

it('sets off its titles on a terminal alone', () => {
  const { lines, context } = contextOf(true);
  writeTable(context, columns, []);
  expect(lines.join('')).toBe('\u001b[1mname  n\u001b[22m\n');
});
