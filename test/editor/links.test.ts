import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// A link from outside opens the editor: what it may start, what it shows first, and what it is refused for. Then what is
// read of a task beside its branch: in the history of commits and in a search. Tests build on each other, in order.

let repository: Repository;
let story: Story;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('links', repository.folder);
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

const output = async (...words: string[]): Promise<string> =>
  (await promisify(execFile)('git', ['-C', repository.folder, ...words])).stdout.trim();
const list = (): Locator => story.window.page.locator('.quick-input-widget:visible');
const row = (text: string): Locator => list().locator('.monaco-list-row', { hasText: text }).first();
const boxOf = (text: string): Locator => row(text).locator('.quick-input-list-checkbox, .monaco-checkbox').first();
const said = (text: string): Promise<void> => story.window.notifications().filter({ hasText: text }).first().waitFor();

/** Gives the editor a link as the operating system does, and lets the extension have it. */
async function follow(link: string): Promise<void> {
  const { window } = story;
  await window.runCommand('Developer: Open URL');
  await window.answer('URL to open', `code-oss://tickmark.tickmark${link}`);
  const question = window.dialog().filter({ hasText: "Allow 'Tickmark' extension to open this URI?" });
  await question.getByRole('button', { name: 'Open', exact: true }).click();
}

test('while nobody is signed in, a link leads to signing in', async () => {
  await story.says('Sign in');
  await follow('/start?key=NT-7');
  await list().filter({ hasText: 'Sign in to Tickmark' }).waitFor();
  await story.window.screenshot('link-signed-out');
  await story.window.page.keyboard.press('Escape');
  await story.signIn();
  await story.says('NT-42');
});

test('a link that starts a task shows repository and branch before anything is done', async () => {
  const { window } = story;
  await follow('/start?key=NT-7');
  await list().filter({ hasText: 'Start NT-7' }).waitFor();
  await row('Create the branch feature/NT-7-').filter({ hasText: 'in shop · from main' }).waitFor();
  await window.screenshot('link-start');
  await window.page.keyboard.press('Escape');
  await list().waitFor({ state: 'hidden' });
  expect(await output('branch', '--list', '*NT-7*')).toBe('');
});

test('a link to the task of the branch that is checked out says so', async () => {
  await follow('/start?key=NT-42');
  await row(`You are on its branch ${linkedBranch}`).waitFor();
  await story.window.screenshot('link-same-branch');
  await story.window.page.keyboard.press('Escape');
});

test('a link to a task that does not exist is refused in words', async () => {
  await follow('/start?key=NT-99999');
  await said('NT-99999 cannot be shown. There is no task "NT-99999" here.');
  await story.window.screenshot('link-unknown');
  await story.window.clearNotifications();
});

test.each([
  ['markup', '/start?key=<b>NT-7</b>'],
  ['a key without end', `/start?key=${'N'.repeat(3000)}-7`],
  ['a repository of its own', '/start?key=NT-7&repository=team/other'],
  ['another purpose', '/remove?key=NT-7'],
])('a link with %s is refused in words, and nothing of it is repeated', async (_what, link) => {
  await follow(link);
  await said('This link starts no task, so nothing was done.');
  expect(await story.window.notifications().count()).toBe(1);
  expect(await story.window.notifications().textContent()).not.toMatch(/NNN|<b>|other|remove/u);
  expect(await list().count()).toBe(0);
  await story.window.clearNotifications();
});

test('a link that opens the window waits until it is known who is signed in', async () => {
  const { window } = story;
  await window.reload();
  await follow('/start?key=NT-7');
  await row('Create the branch feature/NT-7-').waitFor();
  await window.screenshot('link-opens-window');
});

test('uncommitted changes are put aside before a task is started, when that is ticked', async () => {
  const { window } = story;
  await window.page.keyboard.press('Escape');
  await writeFile(path.join(repository.folder, 'login.ts'), 'export {};\n');
  await writeFile(path.join(repository.folder, 'new.ts'), 'export {};\n');
  await story.says('NT-42');
  await follow('/start?key=NT-7');
  await row('Stash uncommitted changes first').filter({ hasText: 'files: 2' }).waitFor();
  await boxOf('Stash uncommitted changes first').click();
  await window.screenshot('link-stash');
  await list().getByRole('button', { name: 'OK' }).click();
  await said('NT-7 started. Done: uncommitted changes stashed, branch feature/NT-7-');
  expect(await output('stash', 'list')).toContain('Before NT-7');
  expect(await output('status', '--porcelain')).toBe('');
  expect(await output('branch', '--show-current')).toMatch(/^feature\/NT-7-/u);
  await window.clearNotifications();
});

test('each thing that cannot be done is a line of its own that cannot be ticked', async () => {
  const { window } = story;
  await story.says('NT-7');
  await window.runCommand('Tickmark: Finish Task');
  await row('No push: the repository has no remote').waitFor();
  await row('No pull request: the repository has no remote').waitFor();
  const ticked = await list().locator('.monaco-list-row input:checked, .monaco-checkbox.checked').count();
  await boxOf('No push').click();
  await window.screenshot('link-finish');
  await vi.waitFor(async () => {
    expect(await list().locator('.monaco-list-row input:checked, .monaco-checkbox.checked').count()).toBe(ticked);
  }, soon);
  await window.page.keyboard.press('Escape');
});

test('a search for a task that finds nothing says so', async () => {
  const { window } = story;
  await window.runCommand('Tickmark: Start Task');
  await window.fill('Start a task', 'no such words');
  await row('No task has this in its key or title.').waitFor();
  await window.screenshot('link-nothing-found');
  await window.page.keyboard.press('Escape');
});

test('a key in the history of commits is a link to its page', async () => {
  const { window, issue } = story;
  await writeFile(path.join(repository.folder, 'kept.ts'), 'export {};\n');
  await repository.git('add', '.');
  await repository.git('commit', '--quiet', '--message', 'Keep it for NT-42 (not for font-42)');
  await window.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click();
  const commit = window.page.locator('.scm-history-view .monaco-list-row', { hasText: 'Keep it for NT-42' }).first();
  const hover = await window.hover(commit);
  const link = hover.locator('a', { hasText: 'NT-42' });
  await link.waitFor();
  await window.screenshot('link-history');
  expect(await link.getAttribute('href')).toContain(issue.pageId.replaceAll('-', ''));
  expect(await hover.locator('a', { hasText: 'font-42' }).count()).toBe(0);
});

test('the page of a task that is open is found by a search over files, and cannot be written', async () => {
  const { window } = story;
  const { page } = window;
  await window.runCommand('Tickmark: Read Page of Task');
  await page.locator('.tab.active', { hasText: 'NT-7' }).waitFor();
  await page.locator('.editor-instance .view-lines').click();
  await page.keyboard.type('x');
  await page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).waitFor();
  await window.runCommand('Search: Find in Files');
  await page.locator('.search-view .search-container textarea').first().fill('Payments fail');
  await page.keyboard.press('Enter');
  await page.locator('.search-view .monaco-list-row', { hasText: 'NT-7 Payments fail' }).first().waitFor();
  await window.screenshot('link-search');
});

test('after the window was reloaded, the page says how it is shown again', async () => {
  const { window } = story;
  const { page } = window;
  // A tab that was only looked at is not opened again.
  await window.runCommand('View: Keep Editor');
  await page.locator('.tab.active .monaco-icon-label.italic').waitFor({ state: 'detached' });
  await window.runCommand('Developer: Reload Window');
  const lines = page.locator('.editor-instance .view-lines');
  await lines.filter({ hasText: /was.shown.before.the.window.was.reloaded/u }).waitFor();
  await window.screenshot('link-reloaded');
});
