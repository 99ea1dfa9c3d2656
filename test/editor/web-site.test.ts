import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator } from 'playwright-core';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch } from './story.ts';

// VS Code as a site on the web: the extension comes from an address, and a web worker of the page runs it. Git belongs to
// another host there, so that no task is current; everything else works.

let repository: Repository;
let story: Story;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('web-site', repository.folder, { inBrowser: true });
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

const list = (): Locator => story.window.page.locator('.quick-input-widget:visible');
const pane = (name: string): Locator =>
  story.window.page.locator('.pane', { has: story.window.page.locator(`.pane-header[aria-label*="${name}"]`) });

test('a web worker of the page runs the extension', async () => {
  const { window } = story;
  await window.page.locator('.activitybar .action-label[aria-label="Tickmark"]').click();
  await pane('My Tasks').getByText('Your tasks appear here once you are signed in.').waitFor();
  await window.runCommand('Developer: Show Running Extensions');
  const row = window.page.locator('.editor-instance .monaco-list-row', { hasText: 'Tickmark' });
  await row.filter({ hasText: 'web worker' }).waitFor();
  await window.screenshot('web-site-running');
  await window.runCommand('View: Close Editor');
});

test('signed in with a token, my tasks are listed', async () => {
  const { window, demo } = story;
  await window.runCommand('Tickmark: Sign In');
  await window.pick('Sign in to Tickmark', 'Paste a token');
  await window.answer('Paste the token', demo.token);
  await window.notifications().filter({ hasText: 'Signed in as' }).waitFor();
  await window.clearNotifications();
  await pane('My Tasks').locator('.monaco-list-row', { hasText: 'NT-44' }).waitFor();
  await pane('Current Task').getByText('Open a file of a Git repository to see the task of its branch.').waitFor();
  await window.screenshot('web-site-tasks');
});

test('a task is started without a branch, which is said', async () => {
  const { window } = story;
  await window.runCommand('Tickmark: Start Task');
  await window.fill('Start a task', 'NT-7');
  await window.pick('Start a task', 'NT-7 ');
  await list().filter({ hasText: 'No branch: open a file of a Git repository first' }).waitFor();
  await window.screenshot('web-site-start');
  await list().getByRole('button', { name: 'OK' }).click();
  await window.notifications().filter({ hasText: 'NT-7 started. Done: assigned to you.' }).waitFor();
  await window.clearNotifications();
});

test('the page of a task is read', async () => {
  const { window } = story;
  await pane('My Tasks').locator('.monaco-list-row', { hasText: 'NT-44' }).click();
  await window.page.locator('.tab.active', { hasText: 'NT-44' }).waitFor();
  const text = await window.documentText();
  await window.screenshot('web-site-page');
  expect(text).toContain('# NT-44 ');
  expect(text).toContain('- **Status**:');
});
