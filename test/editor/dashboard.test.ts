import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { linkedBranch, soon, type Issue } from './story.ts';

let demo: DemoServer;
let browser: Browser;
let page: Page;
let issue: Issue & { title: string; url: string };

beforeAll(async () => {
  demo = await startDemoServer();
  issue = await vi.waitFor(() => demo.api<typeof issue>('/issues/NT-42'), soon);
  browser = await openBrowser();
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

/** The rows of the table that hold this text. */
function rows(text: string): Locator {
  return page.getByRole('row').filter({ hasText: text });
}

/** Follows a link that opens a new tab, and resolves to what that shows. */
async function read(link: Locator): Promise<string> {
  const [tab] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await tab.waitForLoadState();
  const text = await tab.locator('body').innerText();
  await tab.close();
  return text;
}

test('the tasks are listed with their keys, and the address of a task opens its page in Notion', async () => {
  await show('Tasks');
  await page.getByLabel('Search key or title').fill('NT-42');
  await rows('NT-42').getByText(issue.title).waitFor();
  const link = rows('NT-42').getByRole('link', { name: issue.title });
  expect(await link.getAttribute('href')).toBe(issue.url);
  expect(await read(link)).toContain(issue.title);
});

test('the table of branches shows the title of the page in the column Task, and unlinked branches as unlinked', async () => {
  for (const branch of [linkedBranch, 'tidy-up'])
    await demo.api(`/branches/resolve?repository=example.org%2Fshop&branch=${encodeURIComponent(branch)}`);
  await show('Branches');
  await page.getByRole('columnheader', { name: 'Task' }).waitFor();
  expect(await rows(linkedBranch).locator('[data-label="Task"]').innerText()).toContain(`NT-42 ${issue.title}`);
  expect(await rows('tidy-up').locator('[data-label="Task"]').innerText()).toContain('unlinked');
});

test('the settings have the toggle "Enable integration with Notion"', async () => {
  await show('Settings');
  expect(await page.getByRole('switch', { name: 'Enable integration with Notion' }).isChecked()).toBe(true);
});

test('the settings have the fields Database ID and Integration Token, and the token is never shown again', async () => {
  await show('Settings');
  expect(await page.getByLabel('Database ID').inputValue()).toMatch(/^[\da-f]{32}$/u);
  const token = page.getByLabel('Integration Token');
  expect([await token.inputValue(), await token.getAttribute('type')]).toEqual(['', 'password']);
});

test('a new token is asked for from the same connection, because another one cannot change the comments of this one', async () => {
  await show('Settings');
  await page.getByText('another connection cannot change the comments of this one').waitFor({ timeout: 10_000 });
});

test('the settings have the buttons Test Connection and Save', async () => {
  await show('Settings');
  const notion = page.getByRole('region', { name: 'Notion' });
  await notion.getByRole('button', { name: 'Test Connection' }).click();
  await page.getByRole('heading', { name: 'Result of the test' }).waitFor();
  await page.getByText('Notion accepts the token of Sample workspace.').waitFor();
  await notion.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved. Notion is being read now.').waitFor();
});

test('the settings show time, result and row counts of the last sync, and the next tick', async () => {
  await show('Settings');
  const sync = page.getByRole('region', { name: 'Last sync' });
  await sync.getByRole('button', { name: 'Sync now' }).click();
  await vi.waitFor(async () => {
    expect(await sync.locator('.state').innerText()).toMatch(/^Synced/u);
    const times = await sync.locator('time').evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
    const [lastMs = 0, nextMs = 0] = times.map((time) => Date.parse(time ?? ''));
    expect(nextMs).toBeGreaterThan(lastMs);
    expect(nextMs).toBeLessThanOrEqual(lastMs + 10 * 60_000);
  }, soon);
  const figures = (await sync.locator('dl').innerText()).toLowerCase();
  for (const name of ['read', 'changed', 'unchanged', 'quarantined']) {
    expect(figures).toMatch(new RegExp(`\\b${name}\\s+\\d`, 'u'));
  }
});

test('the set-up text asks for an internal connection and names every capability', async () => {
  await demo.post('/departments', { name: 'Not connected yet' });
  await page.reload();
  await show('Settings');
  await page.getByLabel('Department').selectOption('Not connected yet');
  const guide = await page.getByRole('listitem').filter({ hasText: 'capabilities' }).innerText();
  for (const words of ['internal', 'read, update and insert content', 'read and insert comments', 'e-mail addresses'])
    expect(guide).toContain(words);
});
