import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { callsOf } from './demo-server.ts';
import { changeStatus } from './notion-page.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// A colleague, and another editor of one's own: what of them is shown, where, and to whom. Tests build on each other,
// in order.

let repository: Repository;
let story: Story;
let browser: Browser;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('team', repository.folder);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await story?.end();
  await repository?.remove();
});

/** Ten minutes of signs of activity on the branch, up to five minutes ago. */
async function work(token: string, editor: string, where = 'shop'): Promise<void> {
  const heartbeats = [15, 10, 5].map((minutesAgo) => ({
    id: randomUUID(),
    at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    repository: where,
    branch: linkedBranch,
    entity: 'x'.repeat(64),
    editor,
  }));
  await callsOf(story.demo.url, token).post('/heartbeats', { heartbeats });
}

async function picture(name: string): Promise<void> {
  const folder = path.join(import.meta.dirname, 'screenshots');
  await mkdir(folder, { recursive: true });
  await browser.page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

async function show(view: string): Promise<void> {
  const { page } = browser;
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
  await page.getByRole('heading', { name: view, level: 1 }).waitFor();
}

test('an administrator lets people see on the page who works on what', async () => {
  const { page } = browser;
  await page.goto(story.demo.url);
  await page.getByLabel('Personal token').fill(story.demo.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor();
  await show('Settings');
  const shown = page.getByLabel('Let people see who else worked on a task in the last 14 days');
  expect(await shown.isChecked()).toBe(false);
  await shown.click();
  const { items } = await story.demo.api<{ items: { id: string }[] }>('/departments');
  await vi.waitFor(async () => {
    const department = await story.demo.api<{ showsColleagues: boolean }>(`/departments/${items[0]?.id ?? ''}`);
    expect(department.showsColleagues).toBe(true);
  }, soon);
  await page.getByLabel('Do not name me where others see who works on a task').waitFor();
  await picture('team-settings');
});

test('the tooltip tells how much of today came from another editor', async () => {
  const { window, demo, item } = story;
  const { id } = await demo.post<{ id: string }>('/people', { name: 'Hana Kovac' });
  const { token } = await demo.post<{ token: string }>('/tokens', { name: 'editor', personId: id });
  await work(token, 'vscode');
  await work(demo.token, 'JetBrains');
  await story.signIn();
  await story.says('NT-42');
  const hover = await window.hover(item);
  await hover.filter({ hasText: 'Today 10 m, of which 10 m from JetBrains' }).waitFor();
  await window.screenshot('team-tooltip');
});

test('who else works on the task is named when the person asks', async () => {
  const { window, item } = story;
  await vi.waitFor(async () => {
    const { people } = await story.demo.api<{ people: { name: string }[] }>('/issues/NT-42/colleagues');
    expect(people).toEqual([{ name: 'Hana Kovac' }]);
  }, soon);
  const hover = await window.hover(item);
  await hover.getByText('Who else?').click();
  await window
    .notifications()
    .filter({ hasText: 'Also worked on NT-42 in the last 14 days: Hana Kovac.' })
    .first()
    .waitFor();
  await window.screenshot('team-colleagues');
});

test('the page tells how long a task had each status, and how sure that is', async () => {
  const { page } = browser;
  await changeStatus(story.demo, story.issue.pageId, story.issue.status);
  await show('Tasks');
  await page.getByLabel('Search key or title').fill('NT-42');
  const row = page.getByRole('row').filter({ hasText: 'NT-42' });
  await row.getByText('How long').first().click();
  await row.getByText('until now').waitFor();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await vi.waitFor(async () => expect(await row.locator('details li').allInnerTexts()).toHaveLength(2), {
    timeout: 60_000,
    interval: 1000,
  });
  const told = await row.locator('details li').allInnerTexts();
  expect(told[0]).toMatch(new RegExp(`^${story.issue.status}: at most \\d+ (?:minute|hour|day)s?$`, 'u'));
  expect(told[1]).toMatch(/: at most \d+ minutes? until now$/u);
  await picture('team-status-lengths');
});
