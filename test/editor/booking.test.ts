import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';

// A person books the coding time of the day on the page. The tests build on each other.
let demo: DemoServer;
let browser: Browser;
let page: Page;

const minuteMs = 60_000;

/** An hour and a half of coding time that has just ended, at the same day for everybody. */
async function track(minutes: number, branch: string): Promise<void> {
  const start = Date.now() - minutes * minuteMs;
  const heartbeats = Array.from({ length: minutes / 5 + 1 }, (_, index) => ({
    id: randomUUID(),
    at: new Date(start + index * 5 * minuteMs).toISOString(),
    repository: 'example.org/shop',
    branch,
    entity: 'a file',
  }));
  await demo.post('/heartbeats', { heartbeats });
}

beforeAll(async () => {
  demo = await startDemoServer();
  await track(20, 'feature/NT-42-fixed-flaky-test');
  browser = await openBrowser({ width: 390, height: 844, scale: 1 });
  page = browser.page;
  await page.goto(demo.url);
  await page.getByLabel('Personal token').fill(demo.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

async function show(view: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
  await page.getByRole('heading', { name: view, level: 1 }).waitFor();
}

/** Keeps answers about what is left back until they are released. */
async function holdList(): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/v1/proposals?*', async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

const table = (): Locator => page.getByRole('table', { name: 'Coding time by task and day' });

/** At the width of a phone nothing has to be pushed aside to be read. */
async function expectNoOverflow(): Promise<void> {
  const [all, shown] = await page.locator('html').evaluate((html) => [html.scrollWidth, html.clientWidth]);
  expect(all).toBe(shown);
}

test('the coding time that is not logged yet is split and moved to another task', async () => {
  await show('Time');
  await table().getByText('NT-42').first().waitFor();
  await table()
    .getByRole('button', { name: /^Split or move: NT-42/u })
    .first()
    .click();
  const editor = page.getByRole('form', { name: 'Split or move' });
  await editor.getByLabel('Duration').fill('1m');
  await editor.getByRole('button', { name: 'Add a part' }).click();
  await editor.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByText('A part has no task.').waitFor();
  await expectNoOverflow();
  await editor.getByLabel('Task').nth(1).fill('nt-7');
  await editor.getByLabel('Duration').nth(1).fill('2m');
  const release = await holdList();
  await editor.getByRole('button', { name: 'Book', exact: true }).click();
  await page.getByText('Booked 3 m in 2 worklogs.').waitFor();
  // Until it is known what is left, another press would ask for more than that.
  expect(
    await table()
      .getByRole('button', { name: /^Book: NT-42/u })
      .first()
      .isDisabled(),
  ).toBe(true);
  release();
  const { items } = await demo.api<{ items: { key: string; seconds: number; origin: string }[] }>('/worklogs');
  expect(items.map(({ key, seconds, origin }) => `${key} ${seconds} ${origin}`).toSorted()).toEqual([
    'NT-42 60 coding_time',
    'NT-7 120 coding_time',
  ]);
});

test('what is left of it is booked with one press', async () => {
  await table()
    .getByRole('button', { name: /^Book: NT-42/u })
    .first()
    .click();
  await page.getByText(/^Booked .* on NT-42\.$/u).waitFor();
});

test('booking by itself is off until it is switched on', async () => {
  const section = page.getByRole('region', { name: 'Book by itself' });
  expect(await section.getByLabel('Every day').isChecked()).toBe(false);
  await section.getByLabel('Every day').check();
  await section.getByRole('button', { name: 'Save' }).click();
  await section.getByText('Saved.').waitFor();
  expect(await demo.api('/me/booking')).toMatchObject({ automatic: ['daily'], at: '18:00' });
});

test('an administrator logs time for a colleague, and everybody sees who did', async () => {
  await demo.post('/people', { name: 'Ann Example' });
  await page.reload();
  await show('Worklogs');
  const form = page.getByRole('form', { name: 'Log time' });
  await form.getByLabel('Task').fill('NT-42');
  await form.getByLabel('Duration').fill('1h 30m');
  await form.getByLabel('Whose time').selectOption('Ann Example');
  await form.getByRole('button', { name: 'Log time' }).click();
  await page.getByText('Logged 1 h 30 m on NT-42 for Ann Example.').waitFor();
  await page.getByLabel('Person').selectOption('Everybody');
  await page.getByText('Booked by Administrator.').waitFor();
  await expectNoOverflow();
});

test('the worklogs that are shown add up, and can be taken along', async () => {
  await page.getByLabel('Person').selectOption('Ann Example');
  await page.getByRole('heading', { name: /^Total 1 h 30 m/u }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(text.startsWith('\uFEFFday,key,')).toBe(true);
  expect(text.split('\r\n')).toHaveLength(3);
  expect(text).toContain(',Ann Example,5400,1.50,');
});

test('rounding is set by an administrator', async () => {
  await show('Settings');
  const section = page.getByRole('region', { name: 'Rounding of coding time' });
  await section.getByLabel('Round', { exact: true }).selectOption('To 15 minutes');
  await section.getByLabel('How').selectOption('Up');
  await section.getByRole('button', { name: 'Save' }).click();
  await section.getByText('Saved.').waitFor();
  await show('Time');
  await page.getByText('Rounded to 15 minutes, up').waitFor();
});
