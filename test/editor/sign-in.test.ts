import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// Signing in by browser, the account in the Accounts menu, and signing out there. The tests build on each other.

let repository: Repository;
let story: Story;
/** The browser of the person, with the page of the server. */
let browser: Page;
let code: string;

interface Token {
  name: string;
}

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('sign-in', repository.folder);
  browser = await story.window.page.context().newPage();
  await story.window.page.bringToFront();
});

afterAll(async () => {
  await browser?.close();
  await story?.end();
  await repository?.remove();
});

const tokens = async () => (await story.demo.api<{ items: Token[] }>('/tokens')).items.map(({ name }) => name);
const ofEditor = async () => (await tokens()).filter((name) => name.startsWith('code-server on '));
const shoot = (name: string) =>
  browser.screenshot({ path: path.join(import.meta.dirname, 'screenshots', `${name}.png`), fullPage: true });

/**
 * Chooses the browser, and resolves to the code that the editor shows and to the address that it opens. This workbench
 * opens loopback addresses below its own, where nothing answers, so the page that opens is closed again.
 */
async function beginByBrowser(): Promise<{ shown: string; link: string }> {
  const { window, item } = story;
  await window.page.bringToFront();
  await item.click();
  const opening = window.page.context().waitForEvent('page');
  await window.pick('Sign in to Tickmark', 'Sign in with the browser');
  const opened = await opening;
  await opened.waitForURL(/user_code/u, { waitUntil: 'commit' });
  const link = opened.url();
  await opened.close();
  const waiting = window.notifications().filter({ hasText: 'compare the code' });
  const text = await waiting.innerText();
  return { shown: /[B-Z]{4}-[B-Z]{4}/u.exec(text)?.[0] ?? '', link };
}

test('signing in by browser shows a code and opens the page with it', async () => {
  const { window, says } = story;
  await says('Sign in');
  const { shown, link } = await beginByBrowser();
  await window.screenshot('browser-sign-in');
  code = shown;
  expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/u);
  expect(decodeURIComponent(link)).toContain(`/device?user_code=${code}`);
});

test('who is not signed in on the page reads where a token comes from', async () => {
  await browser.goto(`${story.demo.url}/device?user_code=${code}`);
  await browser.getByText('Your editor asks to be signed in.').waitFor();
  await browser.getByRole('heading', { name: 'Where is my token?' }).waitFor();
  await shoot('device-signed-out');
});

test('the page says which editor asks, from where, and what it will be able to do', async () => {
  await browser.getByLabel('Personal token').fill(story.demo.token);
  await browser.getByRole('button', { name: 'Sign in' }).click();
  await browser.getByRole('heading', { name: 'Let this editor sign in as' }).waitFor();
  await shoot('device-request');
  const text = await browser.locator('.device').innerText();
  expect(text).toContain(code);
  expect(text).toMatch(/Editor\s+code-server on \S+/u);
  expect(text).toMatch(/Asks from\s+127\.0\.0\.1/u);
  expect(text).toContain('log time, which is written to Notion');
  expect(await ofEditor()).toEqual([]);
});

test('approved there, the editor shows the task behind the branch', async () => {
  const { window, issue, says } = story;
  await browser.getByRole('button', { name: 'Approve' }).click();
  await browser.getByRole('heading', { name: 'Approved' }).waitFor();
  await shoot('device-approved');
  await window.page.bringToFront();
  await says(`NT-42 · ${issue.status}`);
  await window.notifications().filter({ hasText: 'Signed in as' }).waitFor();
  await window.screenshot('signed-in-by-browser');
  expect(await ofEditor()).toHaveLength(1);
  await window.clearNotifications();
});

test('the account is in the Accounts menu', async () => {
  const { window, demo } = story;
  const me = await demo.api<{ name: string }>('/me');
  await window.page.locator('.activitybar').getByRole('button', { name: 'Accounts' }).click();
  await window.page.getByRole('menuitem', { name: `${me.name} (${new URL(demo.url).host})` }).hover();
  await window.page.getByRole('menuitem', { name: 'Sign Out' }).waitFor();
  await window.screenshot('accounts-menu');
});

test('signing out there ends the token at the server, and nothing asks to sign in again', async () => {
  const { window, says } = story;
  await window.page.getByRole('menuitem', { name: 'Sign Out' }).click();
  await window.dialog().getByRole('button', { name: 'Sign Out' }).click();
  await says('Sign in');
  await vi.waitFor(async () => expect(await ofEditor()).toEqual([]), soon);
  await window.notifications().filter({ hasText: 'Signed out.' }).waitFor();
  await window.screenshot('signed-out-in-menu');
  expect(await window.notifications().count()).toBe(1);
  await window.clearNotifications();
});

test('a code typed by hand and denied leaves the editor signed out, which it says', async () => {
  const { window, demo, says } = story;
  const { shown } = await beginByBrowser();
  await browser.bringToFront();
  await browser.goto(`${demo.url}/device`);
  await browser.getByLabel('Code').fill('ABCD');
  await browser.getByRole('button', { name: 'Go on' }).click();
  await browser.getByText('This is not such a code.').waitFor();
  await shoot('device-code');
  await browser.getByLabel('Code').fill(shown.replace('-', '').toLowerCase());
  await browser.getByRole('button', { name: 'Go on' }).click();
  await browser.getByRole('button', { name: 'Deny' }).click();
  await browser.getByText('was not signed in.').waitFor();
  await window.page.bringToFront();
  await window.notifications().filter({ hasText: 'The sign-in was denied in the browser.' }).waitFor();
  await says('Sign in');
  expect(await ofEditor()).toEqual([]);
});

test('a code that was used is refused in words', async () => {
  await browser.bringToFront();
  await browser.goto(`${story.demo.url}/device?user_code=${code}`);
  await browser.getByRole('alert').waitFor();
  await shoot('device-used');
  expect(await browser.getByRole('alert').innerText()).toMatch(/code/u);
  expect(await browser.getByRole('button', { name: 'Approve' }).count()).toBe(0);
});
