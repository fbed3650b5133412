import { readFile } from 'node:fs/promises';
import type * as bundler from './bundlePage.ts';
import type { PageFile } from './pageFile.ts';

/** Under which path each of the page's files is served. */
const files = {
  '/': { name: 'index.html', type: 'text/html; charset=utf-8' },
  '/assets/page.js': { name: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/assets/style.css': { name: 'style.css', type: 'text/css; charset=utf-8' },
  '/assets/icon.svg': { name: 'icon.svg', type: 'image/svg+xml' },
} as const;

export type PageFileName = (typeof files)[keyof typeof files]['name'];

/** The page's files by the path that each is served under. In a clone, where nothing was built, they are built now. */
export async function loadPage(): Promise<Map<string, PageFile>> {
  const read = import.meta.url.endsWith('.ts') ? await bundle() : readBuilt;
  const loaded = Object.entries(files).map(async ([path, { name, type }]): Promise<[string, PageFile]> => [
    path,
    { type, body: await read(name) },
  ]);
  return new Map(await Promise.all(loaded));
}

type Read = (name: PageFileName) => Promise<Buffer>;

const readBuilt: Read = (name) => readFile(new URL(`page/${name}`, import.meta.url));

async function bundle(): Promise<Read> {
  // By its address, so that what is published does not come with a bundler.
  const url = new URL('bundlePage.ts', import.meta.url).href;
  const { bundlePage } = (await import(url)) as typeof bundler;
  const bundled = await bundlePage();
  return async (name) => bundled[name];
}
