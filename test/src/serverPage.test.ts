/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults, RunOptions } from 'axe-core';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromium, whyNoChromium } from './support/chromium.ts';
import { startPageServer, type PageServer } from './support/pageServer.ts';

/* What someone sees who opens the server in a browser. */

const asset = (name: string): string =>
  fileURLToPath(new URL(`../../packages/data/test-assets/${name}`, import.meta.url));
const cat = asset('chelsea.png');
const rocket = asset('rocket.jpg');
const rotated = asset('variants/exif-rotated.jpg');
const broken = { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('these are only notes') };
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(whyNoChromium)(`the page in Chromium${whyNoChromium && ` (${whyNoChromium})`}`, () => {
  let server: PageServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await startPageServer();
    browser = await playwright.launch({
      executablePath: chromium,
      args: ['--no-sandbox', '--use-fake-device-for-media-stream'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  /** What the browser complained of, and requests that went elsewhere. */
  let complaints: string[];
  let page: Page;
  beforeEach(() => {
    complaints = [];
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  /** @param tolerated - what the browser says itself of a state that a test brings about */
  async function open(options: BrowserContextOptions = {}, tolerated?: RegExp): Promise<void> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => {
      if (!tolerated?.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!/^(blob|data):/.test(url) && new URL(url).origin !== server.address) complaints.push(url);
    });
    await page.goto(server.address);
    await page.getByText('10 classes').waitFor();
  }

  const choose = (files: Parameters<Page['setInputFiles']>[1]): Promise<void> =>
    page.setInputFiles('#files', files);
  const bars = (): ReturnType<Page['locator']> => page.locator('.prediction');
  const answered = (): Promise<void> => bars().first().waitFor();

  /** Drops files on the page as a file manager does. */
  async function drop(path: string, name: string): Promise<void> {
    const content = (await readFile(path)).toString('base64');
    const transfer = await page.evaluateHandle(
      ([content, name]) => {
        const bytes = Uint8Array.from(atob(content!), (character) => character.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name!, { type: 'image/png' }));
        return transfer;
      },
      [content, name],
    );
    await page.dispatchEvent('#intake', 'dragenter', { dataTransfer: transfer });
    await picture('dragging');
    await page.dispatchEvent('#intake', 'drop', { dataTransfer: transfer });
  }

  /** Keeps a picture of this state where RESNEXT_SCREENSHOTS says. */
  async function picture(state: string): Promise<void> {
    const kept = process.env['RESNEXT_SCREENSHOTS'];
    if (kept) await page.screenshot({ path: join(kept, `page-${state}.png`), fullPage: true });
  }

  test('a photo that is dropped gets five bars', async () => {
    await open();
    await drop(cat, 'chelsea.png');
    await answered();
    expect(await bars().count()).toBe(5);
    const scores = await page.locator('.score').allInnerTexts();
    expect(scores.every((score) => /^(< |> )?\d+\.\d %$/.test(score))).toBe(true);
    const widths = await page
      .locator('.bar')
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().width));
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(widths[0]).toBeGreaterThan(widths[4]!);
    await expectText('#detail-name', 'chelsea.png');
    await expectText('#detail-size', '451 × 300');
    await expectText('#timing', / m?s/);
    await expectText('#answered-by', 'version 1');
    await expectText('#status', /^chelsea\.png: \w+, /);
  });

  test('shows where it looked, for each class, in the frame that it saw', async () => {
    await open();
    await choose(cat);
    const activation = page.locator('#activation');
    await activation.waitFor();
    const [stage, laid, frame] = await Promise.all([
      page.locator('#stage').boundingBox(),
      activation.boundingBox(),
      page.locator('#frame').boundingBox(),
    ]);
    // The middle square of a wide photo.
    expect(laid!.width).toBeCloseTo(laid!.height, 0);
    expect(laid!.height).toBeCloseTo(stage!.height, 0);
    expect(laid!.x + laid!.width / 2).toBeCloseTo(stage!.x + stage!.width / 2, 0);
    expect(frame).toEqual(laid);

    const painted = (): Promise<string> =>
      activation.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const first = await painted();
    await bars().nth(2).click();
    expect(await painted()).not.toBe(first);
    await expectText('#legend-text', await bars().nth(2).locator('.class').innerText());
    await page.getByLabel('Opacity').fill('25');
    expect(await activation.evaluate((canvas) => getComputedStyle(canvas).opacity)).toBe('0.25');
    await page.getByLabel('Where it looked').uncheck();
    expect(await activation.isVisible()).toBe(false);
  });

  test('an image that its file turns is seen upright', async () => {
    await open();
    await choose(rotated);
    await page.locator('#activation').waitFor();
    const [image, stage] = await Promise.all([
      page
        .locator('#image')
        .evaluate((element) => [
          (element as HTMLImageElement).naturalWidth,
          (element as HTMLImageElement).naturalHeight,
        ]),
      page.locator('#stage').boundingBox(),
    ]);
    expect(stage!.width / stage!.height).toBeCloseTo(image[0]! / image[1]!, 1);
  });

  test('a broken file among several says so beside itself', async () => {
    await open({}, /400 \(Bad Request\)/);
    await choose([
      ...(await Promise.all(
        [cat, rocket].map(async (path) => ({
          name: path.slice(path.lastIndexOf('/') + 1),
          mimeType: 'image/png',
          buffer: await readFile(path),
        })),
      )),
      broken,
    ]);
    const rows = page.locator('#pictures li');
    await page.locator('#pictures li.failed').waitFor();
    await page.locator('#pictures li.asking').waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(3);
    const summaries = await page.locator('#pictures .summary').allInnerTexts();
    expect(summaries[0]).toMatch(/, .*%$/);
    expect(summaries[1]).toMatch(/, .*%$/);
    expect(summaries[2]).toMatch(/^[A-Z].*\.$/);
    await rows.nth(2).getByRole('button').click();
    await expectText('#failure', summaries[2]!);
    await page.getByText('This browser cannot show this file.').waitFor();
    expect(await bars().first().isVisible()).toBe(false);
    await picture('broken');
    await expectAccessible();
  });

  test('all of it can be done with the keyboard', async () => {
    await open();
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.id || document.activeElement?.className || '');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('pick');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles([cat, rocket]);
    await answered();
    await page.locator('#pictures li.asking').waitFor({ state: 'detached' });
    const reach = async (id: string): Promise<void> => {
      for (let presses = 0; (await focused()) !== id; presses++) {
        expect(presses, `presses of Tab until ${id}`).toBeLessThan(12);
        await page.keyboard.press('Tab');
        const outline = await page.evaluate(() => {
          const { activeElement } = document;
          const shown = activeElement?.closest('.prediction') ?? activeElement;
          return shown ? getComputedStyle(shown).outlineStyle : 'none';
        });
        expect(outline).not.toBe('none');
      }
    };
    await reach('show-activation');
    await page.keyboard.press('Space');
    expect(await page.locator('#activation').isVisible()).toBe(false);
    await page.keyboard.press('Space');
    await reach('opacity');
    await page.keyboard.press('End');
    expect(await page.locator('#opacity').inputValue()).toBe('100');
    await reach('unseen');
    await page.keyboard.press('ArrowDown');
    expect(await bars().nth(1).getByRole('radio').isChecked()).toBe(true);
    await reach('remove');
    await page.keyboard.press('Enter');
    await expectText('#detail-name', 'rocket.jpg');
    expect(await page.locator('#pictures li').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('rocket.jpg');
  });

  test('an image is pasted', async () => {
    await open();
    const content = (await readFile(cat)).toString('base64');
    await page.evaluate((content) => {
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
    }, content);
    await answered();
    await expectText('#detail-name', 'image.png');
  });

  test('the camera takes a picture', async () => {
    await open({ permissions: ['camera'] });
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByRole('button', { name: 'Take the picture' }).waitFor();
    await page.waitForFunction(() => document.querySelector('video')!.videoWidth > 0);
    await expectAccessible();
    await picture('camera');
    await page.getByRole('button', { name: 'Take the picture' }).click();
    await answered();
    await expectText('#detail-name', /^Camera, /);
  });

  test('a camera that may not be used is not offered, with the reason', async () => {
    await open();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByText('No camera: this page may not use it').waitFor();
    expect(await page.getByRole('button', { name: 'Use the camera' }).isVisible()).toBe(false);
  });

  test('a key is asked for once, kept for the tab, and sent', async () => {
    await open({}, /401 \(Unauthorized\)/);
    // The first request without a key is refused at once, the others when the test says so.
    const refuse: (() => void)[] = [];
    const refusals = [0, 1, 2].map((nth) => new Promise<void>((resolve) => (refuse[nth] = resolve)));
    refuse[0]!();
    const keys: (string | undefined)[] = [];
    await page.route('**/v1/classify?*', async (route, request) => {
      const key = request.headers()['authorization'];
      keys.push(key);
      if (key === 'Bearer sesame') return route.continue();
      if (!key) await refusals.shift();
      await route.fulfill({
        status: 401,
        json: { error: key ? 'the API key is unknown' : 'expected an API key' },
      });
    });
    const asked = page.locator('#key-dialog');
    await asked.evaluate((dialog) =>
      dialog.addEventListener('close', () => {
        dialog.dataset['times'] = `${Number(dialog.dataset['times'] ?? 0) + 1}`;
      }),
    );
    const refuseLate = async (nth: number): Promise<void> => {
      const refused = page.waitForResponse((response) => response.status() === 401);
      refuse[nth]!();
      await refused;
    };

    await choose([cat, rocket, rotated]);
    await page.getByRole('dialog').waitFor();
    await expectText('#key-reason', 'Expected an API key.');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('key');
    await expectAccessible();
    await picture('key');
    await page.keyboard.type('wro');
    await refuseLate(1);
    await page.keyboard.type('ng');
    await page.keyboard.press('Enter');
    await page.getByText('The API key is unknown.').waitFor();
    await page.keyboard.type('sesame');
    await page.keyboard.press('Enter');
    await page.locator('#pictures li.answered').nth(1).waitFor();
    await refuseLate(2);
    await page.locator('#pictures li.answered').nth(2).waitFor();
    expect(await asked.getAttribute('data-times')).toBe('2');
    expect(keys).toContain('Bearer wrong');
    expect(keys.filter((key) => key === 'Bearer sesame')).toHaveLength(3);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 1]);
  });

  test('without a key it says what is missing, and asks again', async () => {
    await open({}, /401 \(Unauthorized\)/);
    await page.route('**/v1/classify?*', (route) =>
      route.fulfill({ status: 401, json: { error: 'expected a key' } }),
    );
    await choose(cat);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expectText('#failure', 'This server answers those who have an API key.');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByRole('dialog').waitFor();
  });

  const full = 'the queue of digits is full';
  test.each([
    [
      'busy',
      { status: 503, headers: { 'Retry-After': '2' }, json: { error: full } },
      /is full\. Try again in 2 s\.$/,
    ],
    [
      'too large',
      { status: 413, json: { error: 'expected at most 64 MB' } },
      /64 MB\. This file has 241 kB\.$/,
    ],
    ['out of words', { status: 502, body: '<html>' }, /answered 502 and did not say why\.$/],
    ['gone', undefined, /^The server does not answer\. Is it still running\?$/],
  ] as const)(
    'a server that is %s says so in a sentence, and can be asked again',
    async (state, answer, says) => {
      await open({}, /Failed to load resource/);
      await page.route('**/v1/classify?*', (route) =>
        answer ? route.fulfill({ ...answer }) : route.abort('connectionrefused'),
      );
      await choose(cat);
      await expectText('#failure', says);
      await picture(state.replaceAll(' ', '-'));
      await expectAccessible();
      await page.unroute('**/v1/classify?*');
      await page.getByRole('button', { name: 'Ask again' }).click();
      await answered();
      expect(await page.locator('#failure').isVisible()).toBe(false);
    },
  );

  test('a server that hangs up on a large file may have found it too large', async () => {
    await open({}, /Failed to load resource/);
    await page.route('**/v1/classify?*', (route) => route.abort('connectionreset'));
    await choose({ ...broken, buffer: Buffer.alloc(17e6) });
    await expectText('#failure', 'Or is this file, of 17 MB, more than it takes?');
  });

  test('a picture that is removed is not waited for', async () => {
    await open();
    await page.route('**/v1/classify?*', () => {});
    await choose(cat);
    await page.getByText('Looking at it').first().waitFor();
    await picture('busy');
    await expectAccessible();
    const [failed] = await Promise.all([
      page.waitForEvent('requestfailed'),
      page.getByRole('button', { name: 'Remove' }).click(),
    ]);
    expect(failed.failure()?.errorText).toBe('net::ERR_ABORTED');
    expect(await page.locator('#detail').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('pick');
  });

  test('a server that was gone when the page was opened is found again', async () => {
    await open({}, /Failed to load resource/);
    await page.route('**/v1/models', (route) => route.abort('connectionrefused'));
    await page.reload();
    await expectText('#about-model', 'The server does not answer.');
    await picture('gone-at-first');
    await expectAccessible();
    await page.unroute('**/v1/models');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('10 classes').waitFor();
  });

  test('the focus stays when another picture is answered', async () => {
    await open();
    let answerLate = (): void => {};
    const late = new Promise<void>((resolve) => (answerLate = resolve));
    await page.route('**/v1/classify?*', async (route, request) => {
      if (request.headers()['content-type'] === 'image/jpeg') await late;
      await route.continue();
    });
    await choose([cat, rocket]);
    await answered();
    const radio = bars().nth(1).getByRole('radio');
    await radio.focus();
    answerLate();
    await page.locator('#pictures li.asking').waitFor({ state: 'detached' });
    expect(await radio.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('of several models the one that is chosen is asked', async () => {
    const asked: string[] = [];
    const describe = (name: string, version: string): object => ({ name, version, classes: 10 });
    await open();
    await page.route('**/v1/models', (route) =>
      route.fulfill({
        json: { backend: 'native', models: [describe('a', '1'), describe('b', '1'), describe('b', '2')] },
      }),
    );
    await page.route('**/v1/classify?*', (route, request) => {
      const query = new URL(request.url()).searchParams;
      asked.push(`${query.get('model')} ${query.get('version')}`);
      return route.fulfill({ status: 404, json: { error: 'not served here' } });
    });
    complaints.length = 0;
    await page.reload();
    await page.getByLabel('Model').selectOption('b, version 2');
    await picture('models');
    const refused = page.waitForEvent('console');
    await choose(cat);
    await expectText('#failure', 'Not served here.');
    await refused;
    expect(asked).toEqual(['b 2']);
    complaints = complaints.filter((text) => !text.includes('404'));
  });

  test.each(['light', 'dark'] as const)('is accessible, empty and with answers, %s', async (colorScheme) => {
    await open({ colorScheme, viewport: { width: 1180, height: 900 } });
    await picture(`empty-${colorScheme}`);
    await expectAccessible();
    await choose([cat, rocket, rotated]);
    await page.locator('#activation').waitFor();
    await page.locator('#pictures li.asking').waitFor({ state: 'detached' });
    await picture(`several-${colorScheme}`);
    await expectAccessible();
    await page.getByLabel('Where it looked').uncheck();
    await picture(`bars-${colorScheme}`);
    await expectAccessible();
    const [paper, ink] = await page.locator('body').evaluate((body) => {
      const style = getComputedStyle(body);
      return [style.backgroundColor, style.color].map((colour) => Number(/\d+/.exec(colour)![0]));
    });
    expect(paper! > ink!).toBe(colorScheme === 'light');
  });

  test('fits a telephone', async () => {
    await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await picture('phone-empty');
    await choose(rocket);
    await page.locator('#activation').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await picture('phone');
    await expectAccessible();
  });

  async function expectText(selector: string, text: string | RegExp): Promise<void> {
    const shown = page.locator(selector).filter({ hasText: text });
    await shown.waitFor({ state: 'attached' });
  }

  /** What axe finds that keeps somebody out, and that the browser's own rules do not let through. */
  async function expectAccessible(): Promise<void> {
    // The policy forbids scripts in the page, and not those of whoever drives the browser.
    await page.evaluate(await readFile(axe, 'utf8'));
    const { violations } = await page.evaluate(
      (options) =>
        (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(
          options,
        ),
      { resultTypes: ['violations'] } satisfies RunOptions,
    );
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join()}`,
      );
    expect(grave).toEqual([]);
  }
});
