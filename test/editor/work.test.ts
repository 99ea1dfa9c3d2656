import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { changeStatus, comments } from './notion-page.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type Issue, type Story, beginStory, soon } from './story.ts';

// From a task in the list to a pull request: everything a developer does with a task without leaving the editor. Tests
// build on each other, in order.

interface FullIssue extends Issue {
  id: string;
  title: string;
  url: string;
  defaultStatus: string;
  assignees: { name: string | null }[];
}

const run = promisify(execFile);
let folder: string;
let repository: Repository;
let story: Story;
/** A task that nobody works on yet. */
let task: FullIssue;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wb-remote-'));
  repository = await makeRepository('scratch');
  await repository.git('switch', '--quiet', 'main');
  await addRemote();
  await writeFile(path.join(repository.folder, 'notes.ts'), notes);
  await repository.git('add', '.');
  await repository.git('commit', '--quiet', '--message', 'Take notes');
  story = await beginStory('work', repository.folder);
});

afterAll(async () => {
  await story?.end();
  if (repository !== undefined) await rm(`${repository.folder}.worktrees`, { recursive: true, force: true });
  await repository?.remove();
  await rm(folder, { recursive: true, force: true });
});

const notes = `// See NT-42 for the reason.
export const answer = 42;

// TODO: round prices to whole cents
export const price = 1.005;
`;

/** Fetched from where people look at it, pushed to a folder here. */
async function addRemote(): Promise<void> {
  const bare = path.join(folder, 'shop.git');
  await run('git', ['init', '--quiet', '--bare', bare]);
  await repository.git('remote', 'add', 'origin', 'https://github.com/sample/shop.git');
  await repository.git('config', 'remote.origin.pushurl', bare);
}

async function output(...words: string[]): Promise<string> {
  return (await run('git', ['-C', repository.folder, ...words])).stdout.trim();
}

const inView = (name: string): Locator =>
  story.window.page.locator('.pane', { has: story.window.page.locator(`.pane-header[aria-label*="${name}"]`) });
const row = (name: string, text: string): Locator =>
  inView(name).locator('.monaco-list-row', { hasText: text }).first();
const said = (text: string | RegExp): Promise<void> =>
  story.window.notifications().filter({ hasText: text }).first().waitFor();
const issueNow = (key: string): Promise<FullIssue> => story.demo.api<FullIssue>(`/issues/${key}`);

/** The checklist of steps that is open. */
const steps = (): Locator => story.window.page.locator('.quick-input-widget:visible .monaco-list-row');
const stepTexts = async (): Promise<string[]> => (await steps().allTextContents()).map((text) => text.trim());

async function openWalkthrough(): Promise<void> {
  const { window } = story;
  await window.runCommand('Welcome: Open Walkthrough');
  await window.pick('Select a walkthrough', 'Get started with Tickmark');
  await window.page.getByText('Switch to a branch with a key').waitFor();
}

test('the walkthrough has four steps, of which none is done', async () => {
  const { window, says } = story;
  await says('Sign in');
  await openWalkthrough();
  expect(await window.page.locator('.getting-started-step').count()).toBe(4);
  const ticked = window.page.locator('.getting-started-step .codicon-getting-started-step-checked');
  expect(await ticked.count()).toBe(0);
  await window.runCommand('View: Close Editor');
});

test('before signing in, the views say what helps', async () => {
  const { window, says } = story;
  await says('Sign in');
  await window.runCommand('Tickmark: Focus on My Tasks View');
  await inView('My Tasks').getByText('Your tasks appear here once you are signed in.').waitFor();
  await inView('Current Task').getByText('Sign in to see the task behind your branch.').waitFor();
  await window.screenshot('work-signed-out');
});

test('signed in, a branch without a task offers to start, link or create one, and my tasks are listed by status', async () => {
  const { window, demo, says } = story;
  const person = await demo.post<{ id: string }>('/people', { name: 'Hana Kovac', email: 'hana.kovac@example.com' });
  const { token } = await demo.post<{ token: string }>('/tokens', { name: 'editor', personId: person.id });
  await story.signIn(token);
  await says('no task');
  await inView('Current Task').getByText('This branch belongs to no task.').waitFor();
  await inView('Current Task').getByText('Create Task for It').waitFor();
  await vi.waitFor(
    async () => expect(await inView('My Tasks').locator('.monaco-list-row').count()).toBeGreaterThan(1),
    soon,
  );
  await window.screenshot('work-views');
  const { items } = await demo.api<{ items: FullIssue[] }>('/issues?defaultStatus=TO_DO');
  const found = items.find(
    ({ key, assignees }) => key !== null && key !== 'NT-42' && assignees.every(({ name }) => name !== 'Hana Kovac'),
  );
  if (found === undefined) throw new Error('the sample has no task to start');
  task = found;
});

test('starting a task shows its steps, then makes the branch, sets the status and assigns the person', async () => {
  const { window, says } = story;
  await window.runCommand('Tickmark: Start Task');
  await window.fill('Start a task', task.key);
  await window.pick('Start a task', `${task.key} ${task.title.slice(0, 10)}`);
  await steps().filter({ hasText: 'Create the branch' }).waitFor();
  await window.screenshot('work-start');
  expect((await stepTexts()).join('\n')).toContain(`feature/${task.key}-`);
  await window.page.keyboard.press('Enter');
  await said(`${task.key} started. Done: branch feature/${task.key}`);
  await window.screenshot('work-started');
  expect(await output('branch', '--show-current')).toMatch(new RegExp(`^feature/${task.key}-`, 'u'));
  const now = await issueNow(task.key);
  expect(now.defaultStatus).toBe('IN_PROGRESS');
  expect(now.assignees.map(({ name }) => name)).toContain('Hana Kovac');
  await says(`${task.key} · ${now.status}`);
  await row('Current Task', 'Status').waitFor();
  await row('My Tasks', task.key).waitFor();
  await window.screenshot('work-current');
});

test('the status is chosen from the database’s own and changes in Notion', async () => {
  const { window, says } = story;
  await window.clearNotifications();
  await window.runCommand('Tickmark: Change Status');
  await steps().filter({ hasText: 'now' }).waitFor();
  await window.screenshot('work-status');
  const before = await issueNow(task.key);
  const other = (await stepTexts()).find((text) => !text.includes(before.status)) ?? '';
  await steps().filter({ hasText: other }).first().click();
  await vi.waitFor(async () => expect(other).toContain((await issueNow(task.key)).status), soon);
  await says(`${task.key} · ${(await issueNow(task.key)).status}`);
});

test('when the page was changed meanwhile, nothing is changed and that is said', async () => {
  const { window, demo, says } = story;
  const shown = (await issueNow(task.key)).status;
  await window.runCommand('Tickmark: Change Status');
  await steps().filter({ hasText: 'now' }).waitFor();
  const theirs = await changeStatus(demo, task.pageId, shown);
  const mine = (await stepTexts()).find((text) => !text.includes(shown) && !text.includes(theirs)) ?? '';
  await steps().filter({ hasText: mine }).first().click();
  await said(`The status of ${task.key} was not changed`);
  await window.screenshot('work-changed-meanwhile');
  await says(`${task.key} · ${theirs}`);
  await window.clearNotifications();
});

test('a comment with a link to the selected lines reaches the page', async () => {
  const { window, demo } = story;
  await window.openFile('notes.ts');
  await window.page.keyboard.press('Control+Home');
  await window.page.keyboard.press('Shift+ArrowDown');
  await window.runCommand('Tickmark: Comment on Task');
  await window.pick('Link the selected lines', 'Comment with a link');
  await window.answer('Comment on', 'Is this the right place?');
  await said(`Commented on ${task.key}`);
  await window.screenshot('work-comment');
  const commit = await output('rev-parse', 'HEAD');
  await vi.waitFor(async () => {
    const texts = (await comments(demo, task.pageId)).map(({ text }) => text).join('\n');
    expect(texts).toContain('Is this the right place?');
    expect(texts).toContain('notes.ts:1');
  }, soon);
  expect(commit).toMatch(/^[0-9a-f]{40}$/u);
});

test('the page is read as a Markdown document with its properties on top', async () => {
  const { window } = story;
  await window.clearNotifications();
  await window.runCommand('Tickmark: Read Page of Task');
  await window.page.locator('.tab.active', { hasText: task.key }).waitFor();
  const text = await window.documentText();
  expect(text).toContain(`# ${task.key} ${task.title}`);
  expect(text).toContain('- **Status**:');
  await window.screenshot('work-page');
});

test('a key in code shows its task on hover', async () => {
  const { window, issue } = story;
  await window.openFile('notes.ts');
  const hover = await vi.waitFor(async () => {
    const box = await window.hover(
      window.page.locator('.view-line', { hasText: 'See NT-42' }).locator('span', { hasText: 'NT-42' }).last(),
    );
    await box.filter({ hasText: 'NT-42' }).waitFor({ timeout: 5000 });
    return box;
  }, soon);
  await window.screenshot('work-hover');
  const text = (await hover.textContent()) ?? '';
  expect(text).toContain(issue.status);
  expect(text).toContain('Open in Notion');
});

test('a TODO becomes a task, and its key is written into the comment', async () => {
  const { window, demo } = story;
  await window.openFile('notes.ts');
  await window.page.keyboard.press('Control+G');
  await window.page.keyboard.type('4\n');
  await window.page.keyboard.press('Control+.');
  await window.page.getByText('Create a task in Notion from this TODO').click();
  await window.pick('In which database', 'Tasks');
  await window.answer('New task in', 'Round prices to whole cents');
  await said(/Created NT-\d+ and wrote it into the comment/u);
  await window.screenshot('work-todo');
  const text = await window.documentText();
  const key = /\/\/ TODO (NT-\d+): round prices to whole cents/u.exec(text)?.[1] ?? '';
  expect((await demo.api<FullIssue>(`/issues/${key}`)).title).toBe('Round prices to whole cents');
  await window.runCommand('File: Save');
  await window.clearNotifications();
});

test('the key and the pull request text are copied', async () => {
  const { window } = story;
  await window.runCommand('Tickmark: Copy…');
  await window.pick('In which form', 'Markdown link');
  await vi.waitFor(async () => expect(await window.copied()).toContain(`[${task.key} `), soon);
  await window.runCommand('Tickmark: Copy…');
  await window.pick('In which form', 'Pull request text');
  await vi.waitFor(async () => expect(await window.copied()).toContain(`${task.key}: ${task.title}`), soon);
});

test('finishing pushes the branch, opens the pull request page, sets the status and goes back', async () => {
  const { window, says } = story;
  await repository.git('add', '.');
  await repository.git('commit', '--quiet', '--message', 'Name the task');
  const branch = await output('branch', '--show-current');
  await window.runCommand('Tickmark: Finish Task');
  await steps().filter({ hasText: 'Push to origin' }).waitFor();
  await window.screenshot('work-finish');
  await window.page.keyboard.press('Enter');
  await window.dialog().filter({ hasText: 'github.com/sample/shop/compare/main' }).waitFor();
  await window.screenshot('work-pull-request');
  await window.dialog().getByText('Cancel').click();
  await said(`${task.key} finished`);
  await window.screenshot('work-finished');
  expect(await output('branch', '--show-current')).toBe('main');
  const { stdout } = await run('git', ['-C', path.join(folder, 'shop.git'), 'branch', '--list', branch]);
  expect(stdout).toContain(branch);
  await says('no task');
  await window.clearNotifications();
});

test('an unlinked branch becomes a task, is unlinked and linked by hand', async () => {
  const { window, says } = story;
  await repository.git('switch', '--quiet', '--create', 'tidy/price-list');
  await window.runCommand('Tickmark: Create Task…');
  await window.pick('In which database', 'Tasks');
  await window.answer('New task in', 'Price list');
  await said(/Created NT-\d+ and linked tidy\/price-list to it/u);
  await window.screenshot('work-created');
  await says(/NT-\d+/u);
  await window.clearNotifications();
  await window.runCommand('Tickmark: Unlink Branch from Task');
  await window.pick('What counts from now on', 'What its name says');
  await says('no task');
  await window.clearNotifications();
  await window.runCommand('Tickmark: Link Branch to Task');
  await window.fill('Link tidy/price-list', 'NT-42');
  await window.pick('Link tidy/price-list', 'NT-42 ');
  await said('tidy/price-list belongs to NT-42 now.');
  await says('NT-42');
  await window.screenshot('work-linked');
});

test('a key in the terminal is a link to its task', async () => {
  const { window, issue } = story;
  const { page } = window;
  await window.clearNotifications();
  await window.runCommand('Terminal: Create New Terminal');
  await page.locator('.terminal.xterm.focus').waitFor();
  await page.keyboard.type("printf 'see %s-42\\n' NT\n");
  const line = page
    .locator('.xterm-rows > div')
    .filter({ hasText: /^see NT-42/u })
    .first();
  const box = await line.locator('span').first().boundingBox();
  if (box === null) throw new Error('the line is not on screen');
  const over = { x: box.x + (box.width * 7) / 'see NT-42'.length, y: box.y + box.height / 2 };
  const opened = page.context().waitForEvent('page', { timeout: 30_000 });
  // Links are found when the mouse comes; a click follows one only with the key held down.
  await page.mouse.move(over.x + 200, over.y);
  await page.keyboard.down('Control');
  await page.mouse.move(over.x, over.y, { steps: 5 });
  await window.screenshot('work-terminal-link');
  await vi.waitFor(
    async () => {
      await page.mouse.move(over.x + 2, over.y);
      await page.mouse.move(over.x, over.y);
      expect(await page.locator('.xterm.xterm-cursor-pointer, .xterm .xterm-cursor-pointer').count()).toBeGreaterThan(
        0,
      );
    },
    { timeout: 15_000, interval: 500 },
  );
  await page.mouse.click(over.x, over.y);
  await page.keyboard.up('Control');
  const tab = await opened;
  expect(tab.url()).toContain(issue.pageId.replaceAll('-', ''));
  await tab.close();
  await window.runCommand('Terminal: Kill All Terminals');
});

test('a task is started in a folder of its own, and the folder that is open stays as it is', async () => {
  const { window } = story;
  const before = await output('branch', '--show-current');
  const { items } = await story.demo.api<{ items: FullIssue[] }>('/issues?defaultStatus=TO_DO');
  const other = items.find(({ key }) => key !== null && key !== task.key && key !== 'NT-42');
  if (other === undefined) throw new Error('the sample has no second task to start');
  await window.runCommand('Tickmark: Start Task');
  await window.fill('Start a task', other.key);
  await window.pick('Start a task', `${other.key} ${other.title.slice(0, 10)}`);
  const asked = steps().filter({ hasText: 'In a folder of its own' });
  await asked.locator('input[type="checkbox"], .monaco-checkbox, .quick-input-list-checkbox').first().click();
  await window.screenshot('work-start-worktree');
  await window.page.locator('.quick-input-widget:visible').getByRole('button', { name: 'OK' }).click();
  await said(new RegExp(`${other.key} started`, 'u'));
  expect(await output('worktree', 'list')).toContain(`[feature/${other.key}-`);
  expect(await output('branch', '--show-current')).toBe(before);
});

test('the commit box begins with the key when that is switched on, and what a person wrote stays', async () => {
  const { window } = story;
  await window.clearNotifications();
  await story.set({ 'tickmark.commitMessage': '{key}: ' });
  await writeFile(path.join(repository.folder, 'more.ts'), 'export {};\n');
  await window.page.locator('.activitybar .action-label[aria-label^="Source Control"]').click();
  const box = window.page.locator('.scm-editor .view-lines').first();
  await box.filter({ hasText: 'NT-42:' }).waitFor();
  await window.screenshot('work-commit-box');
  await box.click();
  await window.page.keyboard.press('End');
  await window.page.keyboard.type('tidy up');
  await repository.git('switch', '--quiet', 'main');
  await story.says('no task');
  expect(await box.textContent()).toMatch(/NT-42:.tidy.up/u);
});

test('each step of the walkthrough is ticked by what the person did since it was opened', async () => {
  const { window } = story;
  await openWalkthrough();
  const ticked = window.page.locator('.getting-started-step .codicon-getting-started-step-checked');
  await vi.waitFor(async () => expect(await ticked.count()).toBe(4), soon);
  await window.screenshot('work-walkthrough');
});
