import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { PageFileName } from './loadPage.ts';

const folder = new URL('../../page/', import.meta.url);

/** Makes the page's files out of its sources. */
export async function bundlePage(): Promise<Record<PageFileName, Buffer>> {
  const [html, icon, script, style] = await Promise.all([
    readFile(new URL('index.html', folder)),
    readFile(new URL('icon.svg', folder)),
    bundle('main.ts'),
    bundle('style.css'),
  ]);
  return { 'index.html': html, 'icon.svg': icon, 'page.js': script, 'style.css': style };
}

async function bundle(name: string): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, folder))],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    // What browsers of the last years understand.
    target: ['chrome111', 'firefox114', 'safari16.4'],
    legalComments: 'none',
  });
  return Buffer.from(outputFiles[0]!.contents);
}
