import { expect, test } from 'vitest';
import { loadPage } from './loadPage.ts';

test('has every file that the page names, and no other', async () => {
  const page = await loadPage();
  const html = page.get('/')!.body.toString();
  const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  expect(new Set(named)).toEqual(new Set([...page.keys()].filter((path) => path !== '/')));
  expect(Object.fromEntries([...page].map(([path, { type }]) => [path, type]))).toEqual({
    '/': 'text/html; charset=utf-8',
    '/assets/page.js': 'text/javascript; charset=utf-8',
    '/assets/style.css': 'text/css; charset=utf-8',
    '/assets/icon.svg': 'image/svg+xml',
  });
});

test('has nothing that a strict content security policy stops', async () => {
  const page = await loadPage();
  const html = page.get('/')!.body.toString();
  expect(html).not.toMatch(/\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)/);
  for (const { body } of page.values()) {
    expect(body.toString()).not.toMatch(/\beval\(|new Function|https?:\/\/(?!www\.w3\.org)/);
  }
});

test('is small', async () => {
  const sizes = [...(await loadPage()).values()].map(({ body }) => body.length);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(48 * 1024);
});
