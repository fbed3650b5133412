/// <reference lib="dom" />
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encodePng } from '@resnext/data';
import { checkGates, compareRuns, evaluate, writeReport, type Report } from '@resnext/evaluator';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromium, whyNoChromium } from './support/chromium.ts';

/* What someone sees who opens the report of an evaluation in a browser. */

const SAMPLES = 300;
const names = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  '<b>truck</b>',
];
const labels = Int32Array.from({ length: SAMPLES }, (_, index) => index % 10);

/** Answers that are wrong for every `nth` sample, and about as sure as they are right. */
async function judge(nth: number): Promise<Report> {
  const logits = new Float32Array(SAMPLES * 10);
  labels.forEach((label, index) => {
    logits[index * 10 + label] = 2 + (index % 4);
    if (index % nth === 0) logits[index * 10 + ((label + 2) % 10)] = 3 + (index % 5);
  });
  const png = await encodePng({ pixels: new Uint8Array(192).fill(130), height: 8, width: 8, channels: 3 });
  const image = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return evaluate(() => logits, [{ labels }], {
    classes: 10,
    classNames: names,
    about: { model: 'resnext29_8x64d_cifar', dataset: 'cifar10' },
    describeSample: (index) => ({ name: `test ${index}`, image }),
  });
}

describe.skipIf(whyNoChromium)(`the HTML report in Chromium${whyNoChromium && ` (${whyNoChromium})`}`, () => {
  let folder: string;
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'resnext-report-'));
    const [report, baseline] = [await judge(4), await judge(9)];
    const gates = checkGates(
      report,
      [
        { metric: 'top1', min: 70 },
        { metric: 'top1', baseline: {} },
      ],
      { baseline },
    );
    const path = join(folder, 'report.html');
    await writeReport({ ...report, gates, comparison: compareRuns(report, baseline) }, path);
    url = pathToFileURL(path).href;
    browser = await playwright.launch({ executablePath: chromium, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** The report in a browser that reaches nothing else, and what it complains of. */
  async function open(
    colorScheme: 'light' | 'dark',
    width = 1180,
  ): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({
      colorScheme,
      offline: true,
      viewport: { width, height: 900 },
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await page.goto(url);
    return { page, complaints };
  }

  test.each(['light', 'dark'] as const)('is whole without a network, %s', async (scheme) => {
    const { page, complaints } = await open(scheme);
    expect(await page.title()).toBe('resnext29_8x64d_cifar on cifar10');
    const charts = page.locator('svg');
    expect(await charts.count()).toBe(3);
    for (const chart of await charts.all()) {
      const box = await chart.boundingBox();
      expect(box!.width).toBeGreaterThan(200);
      expect(box!.height).toBeGreaterThan(150);
    }
    expect(await page.locator('.sample img').evaluateAll(areDecoded)).toBe(true);
    expect(await page.locator('.status.failed').innerText()).toBe('failed');
    expect(await page.locator('.status.worse').count()).toBe(2);
    // A name with markup is a name.
    expect(await page.getByText('<b>truck</b>').count()).toBeGreaterThan(0);
    const [paper, ink] = await page.locator('body').evaluate((body) => {
      const style = getComputedStyle(body);
      return [style.backgroundColor, style.color];
    });
    expect(brightness(paper) > brightness(ink)).toBe(scheme === 'light');
    const barColour = await page
      .locator('rect.bar')
      .first()
      .evaluate((bar) => getComputedStyle(bar).fill);
    expect(Math.abs(brightness(barColour) - brightness(paper))).toBeGreaterThan(60);
    expect(complaints).toEqual([]);
    const kept = process.env['RESNEXT_SCREENSHOTS'];
    if (kept) await page.screenshot({ path: join(kept, `report-${scheme}.png`), fullPage: true });
    await page.context().close();
  });

  test('fits a telephone', async () => {
    const { page } = await open('light', 390);
    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBeLessThanOrEqual(window);
    const kept = process.env['RESNEXT_SCREENSHOTS'];
    if (kept) await page.screenshot({ path: join(kept, 'report-narrow.png'), fullPage: true });
    await page.context().close();
  });
});

function areDecoded(images: readonly unknown[]): boolean {
  return images.length > 0 && images.every((image) => (image as { naturalWidth: number }).naturalWidth > 0);
}

/** Of `rgb(r, g, b)`: the mean of its channels. */
function brightness(colour: string): number {
  const channels = colour.match(/\d+/g)!.slice(0, 3).map(Number);
  return channels.reduce((sum, value) => sum + value, 0) / 3;
}
