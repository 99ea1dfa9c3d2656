import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { linkedBranch, soon } from './story.ts';

// A person's own data on the page. The tests build on each other.

let demo: DemoServer;
let browser: Browser;
let page: Page;

interface MyData {
  heartbeats: { at: string }[];
  worklogs: { text: string; deletedAt: string | null }[];
}

const data = () => demo.api<MyData>('/me/export');
const card = () => page.getByRole('region', { name: 'My data' });

beforeAll(async () => {
  demo = await startDemoServer();
  await vi.waitFor(() => demo.api('/issues/NT-42'), soon);
  const beats = [20, 15, 10].map((minutes, index) => ({
    id: `00000000-0000-7000-8000-00000000000${index}`,
    at: new Date(Date.now() - minutes * 60_000).toISOString(),
    repository: 'example.org/shop',
    branch: linkedBranch,
    entity: 'a file',
  }));
  await demo.post('/heartbeats', { heartbeats: beats });
  await demo.post('/worklogs', {
    id: '00000000-0000-7000-8000-0000000000aa',
    key: 'NT-42',
    seconds: 3600,
    text: 'mine to keep',
  });
  browser = await openBrowser();
  page = browser.page;
  await page.goto(demo.url);
  await page.getByLabel('Personal token').fill(demo.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Settings' }).click();
  await card().waitFor();
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('one’s data is exported as a file by the page', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    card().getByRole('button', { name: 'Export JSON' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('tickmark-my-data.json');
  const saved = JSON.parse(await readFile(await download.path(), 'utf8')) as MyData;
  expect([saved.heartbeats.length, saved.worklogs.at(-1)?.text]).toEqual([3, 'mine to keep']);
});

test('deleting says what goes and what stays, and keeps all until it is pressed a second time', async () => {
  await card().getByRole('button', { name: 'Delete my data' }).click();
  const question = page.getByRole('group', { name: 'Delete your coding time on the server?' });
  await question.getByText('Your worklogs stay: they are your team’s record').waitFor();
  await question.getByLabel('Delete my worklogs too').check();
  await question.getByText('Your worklogs are deleted too').waitFor();
  await question.scrollIntoViewIfNeeded();
  const screenshots = path.join(import.meta.dirname, 'screenshots');
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, 'my-data.png') });
  await question.getByRole('button', { name: 'Keep' }).click();
  expect((await data()).heartbeats).toHaveLength(3);
});

test('deleted with the worklogs, nothing of them is left to be counted', async () => {
  await card().getByRole('button', { name: 'Delete my data' }).click();
  const question = page.getByRole('group', { name: 'Delete your coding time on the server?' });
  await question.getByLabel('Delete my worklogs too').check();
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await card().getByText('3 signs of activity and').waitFor();
  const left = await data();
  expect(left.heartbeats).toEqual([]);
  expect(left.worklogs.filter(({ deletedAt }) => deletedAt === null)).toEqual([]);
});
