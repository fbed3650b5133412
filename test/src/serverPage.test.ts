/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digits, encodePng, toImage } from '@resnext/data';
import type { RunningServer } from '@resnext/server';
import type { AxeResults, RunOptions } from 'axe-core';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromium, whyNoChromium } from './support/chromium.ts';
import { startPageServer } from './support/pageServer.ts';

/* What someone sees who opens the server in a browser. */

const asset = (name: string): string =>
  fileURLToPath(new URL(`../../packages/data/test-assets/${name}`, import.meta.url));
const cat = asset('chelsea.png');
const rocket = asset('rocket.jpg');
const rotated = asset('variants/exif-rotated.jpg');
const broken = { name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('these are only notes') };

describe.skipIf(whyNoChromium)(`the page in Chromium${whyNoChromium && ` (${whyNoChromium})`}`, () => {
  let server: RunningServer;
  let browser: Browser;
  let axe: string;
  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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
    await page.getByText('8 classes').waitFor();
  }

  const choose = (files: Parameters<Page['setInputFiles']>[1]): Promise<void> =>
    page.setInputFiles('#files', files);
  const bars = (): ReturnType<Page['locator']> => page.locator('.prediction');
  const answered = (): Promise<void> => bars().first().waitFor();
  const allAnswered = (): Promise<void> =>
    expect.poll(() => page.locator('#pictures li.asking').count(), { timeout: 30_000 }).toBe(0);

  /** Drags a file or a folder over the page, as a file manager does. */
  async function drag(path: string): Promise<{ drop(): Promise<void> }> {
    const session = await page.context().newCDPSession(page);
    const box = (await page.locator('#intake').boundingBox())!;
    const dispatch = async (type: 'dragEnter' | 'dragOver' | 'drop'): Promise<void> =>
      void (await session.send('Input.dispatchDragEvent', {
        type,
        x: box.x + box.width / 2,
        y: box.y + box.height / 4,
        data: { items: [], files: [path], dragOperationsMask: 1 },
      }));
    await dispatch('dragEnter');
    await dispatch('dragOver');
    return { drop: () => dispatch('drop') };
  }

  /** Keeps pictures of this state, light and dark, where RESNEXT_SCREENSHOTS says. */
  async function picture(state: string): Promise<void> {
    const kept = process.env['RESNEXT_SCREENSHOTS'];
    if (!kept) return;
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(kept, `page-${state}-${colorScheme}.png`), fullPage: true });
    }
  }

  /** Also that nothing lies beside the window, whatever its width. */
  async function pictures(state: string): Promise<void> {
    for (const width of [1920, 768, 1280]) {
      await page.setViewportSize({ width, height: Math.round((width * 9) / 16) });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await picture(`${state}-${width}`);
    }
  }

  test('a photo that is dropped gets five bars: what the server says', async () => {
    await open();
    const dragged = await drag(cat);
    await page.locator('body.dragging').waitFor();
    await picture('dragging');
    await expectAccessible();
    // The browser's own tools forget answers to files that were dropped.
    await page.evaluate(() => {
      const { fetch } = globalThis;
      globalThis.fetch = async (...request) => {
        const response = await fetch(...request);
        Object.assign(globalThis, { answer: await response.clone().json() });
        return response;
      };
    });
    await dragged.drop();
    await answered();
    const answer = await page.evaluate(() => (globalThis as unknown as { answer: ClassifyAnswer }).answer);
    expect(await page.locator('body.dragging').count()).toBe(0);
    expect(await bars().count()).toBe(5);
    const { predictions } = answer.results[0]!;
    expect(await page.locator('.class').allInnerTexts()).toEqual(predictions.map(({ label }) => label));
    const scores = await page.locator('.score').allInnerTexts();
    scores.forEach((score, index) => {
      expect(score).toMatch(/^(< |> )?\d+\.\d %$/);
      expect(Number(/[\d.]+/.exec(score)) / 100).toBeCloseTo(predictions[index]!.score, 3);
    });
    const widths = await page
      .locator('.bar')
      .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().width));
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(widths[0]).toBeGreaterThan(widths[4]!);
    await expectText('#detail-name', 'chelsea.png');
    await expectText('#detail-size', '451 × 300');
    const durations = await page.locator('#timing dd').allInnerTexts();
    const { decode, queue, compute, total } = answer.timing;
    [decode, queue, compute, total].forEach((duration, index) => {
      const [, digits, unit] = /^([\d.]+) (m?s)$/.exec(durations[index]!)!;
      const shown = Number(digits) * (unit === 's' ? 1000 : 1);
      expect(Math.abs(shown - duration)).toBeLessThan(0.051 * Math.max(duration, 1));
    });
    await expectText('#answered-by', `Answered by colours, version 1, on ${server.backend}.`);
    await expectText('#about-model', `8 classes, on ${server.backend}`);
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
    // 224 of the 256 pixels that the shorter side of a photo is made, in its middle.
    expect(laid!.width / laid!.height).toBeCloseTo(1, 2);
    expect(laid!.height / stage!.height).toBeCloseTo(224 / 256, 2);
    expect(laid!.y + laid!.height / 2).toBeCloseTo(stage!.y + stage!.height / 2, 0);
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

  test('the overlay of a large photo lies where its one thing is, also when the file turns or mirrors it', async () => {
    await open();
    for (const [orientation, x, y] of [
      [1, 0.42, 0.63],
      [2, 1 - 0.42, 0.63],
      [6, 1 - 0.63, 0.42],
    ] as const) {
      await page.evaluate(photograph, { width: 4000, height: 3000, x: 0.42, y: 0.63, orientation });
      await expectText('#detail-name', `photo-${orientation}.jpg`);
      await page.locator('#activation').waitFor();
      await picture(`orientation-${orientation}`);
      await expectText('#detail-size', orientation === 6 ? '3000 × 4000' : '4000 × 3000');
      const seen = await page.evaluate(findSpot, '#image');
      const stage = (await page.locator('#stage').boundingBox())!;
      expect((seen.x - stage.x) / stage.width).toBeCloseTo(x, 1);
      expect((seen.y - stage.y) / stage.height).toBeCloseTo(y, 1);
      const looked = await page.evaluate(findSpot, '#activation');
      const cell = (await page.locator('#activation').boundingBox())!.width / 7;
      // Strides begin at a corner: what a cell has seen most of is half a cell from where the map has it.
      expect(Math.abs(looked.x - seen.x)).toBeLessThan(cell);
      expect(Math.abs(looked.y - seen.y)).toBeLessThan(cell);
    }
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
    await allAnswered();
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
    expect(await focused()).toBe('model');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('pick');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
    await chooser.setFiles([cat, rocket]);
    await answered();
    await allAnswered();
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
    await expectAccessible();
    expect(await page.getByRole('button', { name: 'Use the camera' }).isVisible()).toBe(false);
  });

  test('a machine without a camera says so, until it has one', async () => {
    await open();
    await page.evaluate(() => {
      Object.defineProperty(navigator.mediaDevices, 'enumerateDevices', {
        configurable: true,
        value: async () => [],
      });
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    await page.getByText('No camera: this machine has none.').waitFor();
    await picture('no-camera');
    await expectAccessible();
    await page.evaluate(() => {
      // The browser's own again.
      Reflect.deleteProperty(navigator.mediaDevices, 'enumerateDevices');
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    await page.getByRole('button', { name: 'Use the camera' }).waitFor();
  });

  test('over plain HTTP from elsewhere it says why there is no camera', async () => {
    // Headers that browsers read over HTTPS only.
    await open({}, /Cross-Origin-Opener-Policy|Origin-Agent-Cluster/);
    const elsewhere = 'http://resnext.test';
    await page.route(`${elsewhere}/**`, async (route, request) =>
      route.fulfill({
        response: await route.fetch({ url: request.url().replace(elsewhere, server.address) }),
      }),
    );
    await page.goto(elsewhere);
    await page.getByText('browsers lend it to pages from localhost or over HTTPS only').waitFor();
    await page.getByText('8 classes').waitFor();
    expect(await page.getByRole('button', { name: 'Use the camera' }).isVisible()).toBe(false);
    complaints = complaints.filter((complaint) => !complaint.startsWith(elsewhere));
  });

  test('a folder that is dropped is no image', async () => {
    await open({}, /Failed to load resource/);
    await (await drag(dirname(cat))).drop();
    await expectText('#failure', 'This file cannot be read. Is it a folder, or was it moved?');
    await picture('folder');
    await expectAccessible();
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
      await route.fulfill({ status: 401, json: { error: 'expected an API key' } });
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
    await expectText('#key-reason', 'This server answers those who have one.');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('key');
    await expectAccessible();
    await picture('key');
    await page.keyboard.type('wro');
    await refuseLate(1);
    await page.keyboard.type('ng');
    await page.keyboard.press('Enter');
    await page.getByText('The server does not know this one.').waitFor();
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
    await open();
    await page.evaluate(() => {
      globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(17e6)], 'large.jpg', { type: 'image/jpeg' }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: files }));
    });
    await expectText('#failure', 'Or is this file, of 17 MB, more than it takes?');
  });

  test('a picture that is removed is not waited for', async () => {
    await open();
    await page.route('**/v1/classify?*', () => {});
    await choose(cat);
    await page.getByText('Looking at it').first().waitFor();
    await picture('asking');
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
    await page.getByText('8 classes').waitFor();
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
    await allAnswered();
    expect(await radio.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('of several models the one that is chosen is asked', async () => {
    await open();
    await page.getByLabel('Model').selectOption('digits');
    await page.getByText('10 classes').waitFor();
    const [asked] = await Promise.all([
      page.waitForRequest('**/v1/classify?*'),
      choose({
        name: 'digit.png',
        mimeType: 'image/png',
        buffer: Buffer.from(await encodePng(toImage(digits({ split: 'test' }).get(0)))),
      }),
    ]);
    expect(new URL(asked.url()).searchParams.get('model')).toBe('digits');
    await answered();
    const named = await page.locator('.class').allInnerTexts();
    expect(named.filter((label) => /^\d$/.test(label))).toHaveLength(5);
    await expectText('#answered-by', 'Answered by digits');
    expect(await page.locator('#frame').isVisible()).toBe(false);
    await picture('digit');
    await expectAccessible();
  });

  test('of a model with several versions the one that is chosen is asked', async () => {
    await open({}, /404 \(Not Found\)/);
    const versions = ['1', '2'].map((version) => ({ name: 'digits', version, classes: 10 }));
    await page.route('**/v1/models', (route) =>
      route.fulfill({ json: { backend: 'native', models: versions } }),
    );
    await page.reload();
    await page.getByLabel('Model').selectOption('digits, version 2');
    await picture('versions');
    await choose(cat);
    await expectText('#failure', /digits.*2/);
  });

  test('is accessible, empty and with answers, at any width', async () => {
    await open();
    await pictures('empty');
    await expectAccessible();
    await choose([cat, rocket, rotated]);
    await page.locator('#activation').waitFor();
    await allAnswered();
    await pictures('several');
    await expectAccessible();
    await page.getByLabel('Where it looked').uncheck();
    await pictures('bars');
    await expectAccessible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const [paper, ink] = await page.locator('body').evaluate((body) => {
        const style = getComputedStyle(body);
        return [style.backgroundColor, style.color].map((colour) => Number(/\d+/.exec(colour)![0]));
      });
      expect(paper! > ink!).toBe(colorScheme === 'light');
    }
  });

  test('nothing moves for those who want that', async () => {
    await open({ reducedMotion: 'no-preference' });
    await choose(cat);
    await answered();
    const moves = (): Promise<string[]> =>
      page.evaluate(() =>
        ['.bar', '#intake'].map((selector) => {
          const { animationName, transitionProperty } = getComputedStyle(document.querySelector(selector)!);
          return `${animationName} ${transitionProperty}`;
        }),
      );
    expect(await moves()).toEqual(['grow all', 'none background-color, border-color']);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moves()).toEqual(['none none', 'none none']);
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

  test('the API is described offline, and can be tried', async () => {
    await open();
    await page.getByRole('link', { name: 'API' }).click();
    const models = page.locator('.opblock', { hasText: 'The models that answer' });
    await models.waitFor();
    expect(await page.locator('.opblock-tag').allInnerTexts()).toEqual([
      'Plain use',
      'Open Inference Protocol',
      'Repository',
      'Operation',
    ]);
    await models.getByRole('button').first().click();
    await models.getByRole('button', { name: 'Try it out' }).click();
    await models.getByRole('button', { name: 'Execute' }).click();
    await models.locator('.live-responses-table', { hasText: 'resnext11_digits' }).waitFor();
    await picture('docs');
    // Swagger UI's own colours and buttons.
    await expectAccessible('color-contrast', 'nested-interactive', 'button-name');
  });

  async function expectText(selector: string, text: string | RegExp): Promise<void> {
    const shown = page.locator(selector).filter({ hasText: text });
    await shown.waitFor({ state: 'attached' });
  }

  /**
   * What axe finds that keeps somebody out, in light and dark.
   *
   * @param others - rules that are another's to keep
   */
  async function expectAccessible(...others: readonly string[]): Promise<void> {
    // The policy forbids scripts in the page, and not those of whoever drives the browser.
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    const rules = Object.fromEntries(others.map((id) => [id, { enabled: false }]));
    const grave = await findings({ rules });
    // Of what axe looks at, only colours differ.
    await page.emulateMedia({ colorScheme: dark ? 'light' : 'dark' });
    if (!others.includes('color-contrast')) grave.push(...(await findings({ runOnly: ['color-contrast'] })));
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    expect(grave).toEqual([]);
  }

  async function findings(options: RunOptions): Promise<string[]> {
    const { violations } = await page.evaluate(
      (options) =>
        (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(
          options,
        ),
      { ...options, resultTypes: ['violations'] } satisfies RunOptions,
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join()}`,
      );
  }
});

/** Of an answer of `/v1/classify` what the page shows. */
interface ClassifyAnswer {
  readonly results: readonly { readonly predictions: readonly { label: string; score: number }[] }[];
  readonly timing: Readonly<Record<'decode' | 'queue' | 'compute' | 'total', number>>;
}

interface Photograph {
  readonly width: number;
  readonly height: number;
  /** Where something is on it, in shares of its sides as they are stored. */
  readonly x: number;
  readonly y: number;
  /** EXIF's. */
  readonly orientation: number;
}

/** In the browser: makes a grey JPEG with one bright spot and chooses it. */
async function photograph({ width, height, x, y, orientation }: Photograph): Promise<void> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#555';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#fff';
  context.arc(x * width, y * height, 200, 0, 7);
  context.fill();
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const exif = [
    0xff,
    0xe1,
    0,
    34,
    ...[...'Exif\0\0'].map((letter) => letter.charCodeAt(0)),
    ...tiff,
    0,
    0,
    0,
    0,
  ];
  const file = new File(
    [jpeg.slice(0, 2), Uint8Array.from(exif), jpeg.slice(2)],
    `photo-${orientation}.jpg`,
    {
      type: 'image/jpeg',
    },
  );
  const files = new DataTransfer();
  files.items.add(file);
  const input = document.querySelector<HTMLInputElement>('#files')!;
  input.files = files.files;
  input.dispatchEvent(new Event('change'));
}

/**
 * In the browser: where in the window an image or a canvas, of which most is of one colour, differs most from it. Its
 * border does not count: a network sees the end of the image there.
 */
function findSpot(selector: string): { x: number; y: number } {
  const SIDE = 112;
  const BORDER = SIDE / 7;
  const source = document.querySelector<HTMLImageElement | HTMLCanvasElement>(selector)!;
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d')!;
  context.drawImage(source, 0, 0, SIDE, SIDE);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const inside = Array.from({ length: SIDE ** 2 }, (_, index) => ({
    x: index % SIDE,
    y: Math.floor(index / SIDE),
    colour: [...data.subarray(4 * index, 4 * index + 3)],
  })).filter(({ x, y }) => Math.min(x, y) >= BORDER && Math.max(x, y) < SIDE - BORDER);
  const common = [0, 1, 2].map((channel) => {
    const values = inside.map(({ colour }) => colour[channel]!).sort((a, b) => a - b);
    return values[values.length / 2]!;
  });
  const difference = (colour: number[]): number =>
    Math.hypot(...colour.map((value, channel) => value - common[channel]!));
  const most = Math.max(...inside.map(({ colour }) => difference(colour)));
  const spot = inside.filter(({ colour }) => difference(colour) > 0.8 * most);
  const middle = (axis: 'x' | 'y'): number =>
    spot.reduce((sum, place) => sum + place[axis] + 0.5, 0) / spot.length / SIDE;
  const box = source.getBoundingClientRect();
  return { x: box.x + middle('x') * box.width, y: box.y + middle('y') * box.height };
}
