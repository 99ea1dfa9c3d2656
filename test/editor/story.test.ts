import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type CodeServer, startCodeServer } from './code-server.ts';
import { type DemoServer, packageExtension, startDemoServer } from './demo-server.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type EditorWindow, openWindow, patienceMs } from './window.ts';

// One person's story in a real editor and on the sample Notion workspace. The tests build on each other; the first
// failure ends the file.

interface Issue {
  key: string;
  status: string;
  pageId: string;
  spentSeconds: number;
}

/** `<publisher>.<extension>.<id of the item>`: the DOM node's id. */
const taskItem = 'tickmark.tickmark.tickmark.task';
const linkedBranch = 'feature/NT-42-login';
const soon = { timeout: patienceMs, interval: 500 };

let repository: Repository;
let demo: DemoServer;
let editor: CodeServer;
let window: EditorWindow;
let issue: Issue;
let otherIssue: Issue;

beforeAll(async () => {
  const vsix = await packageExtension();
  repository = await makeRepository(linkedBranch);
  demo = await startDemoServer();
  issue = await vi.waitFor(() => demo.api<Issue>('/issues/NT-42'), soon);
  const all = await demo.api<{ items: Issue[] }>('/issues');
  otherIssue = all.items.find((each) => each.key !== 'NT-42' && each.status !== issue.status) ?? issue;
  editor = await startCodeServer({ vsix, settings: { 'tickmark.server': demo.url } });
  window = await openWindow(editor.url, repository.folder);
});

afterAll(async () => {
  const logs = path.join(import.meta.dirname, 'logs');
  await rm(logs, { recursive: true, force: true });
  await window?.screenshot('last');
  await window?.close();
  await editor?.saveLogs(logs);
  await editor?.stop();
  await demo?.stop();
  await repository?.remove();
});

const waitForTask = (text: string | RegExp) => window.statusItem(taskItem).filter({ hasText: text }).waitFor();

test('signed out, the status item offers to sign in and nothing pops up', async () => {
  await waitForTask('Sign in');
  await window.openFile('login.ts');
  await window.screenshot('signed-out');
  expect(await window.notifications().count()).toBe(0);
});

test('a wrong token is refused in the box where it was typed', async () => {
  await window.runCommand('Tickmark: Sign In');
  await window.answer('Sign in', 'tm_this-is-not-a-token');
  await window
    .inputMessage()
    .filter({ hasText: /not accepted|unknown|revoked/ })
    .waitFor();
  await window.screenshot('wrong-token');
});

test('signed in, the task behind the branch is shown with its status', async () => {
  await window.answer('Sign in', demo.token);
  await waitForTask(`NT-42 · ${issue.status}`);
  await window.screenshot('task');
});

test('the tooltip says what the task is and why it is shown', async () => {
  const tooltip = await window.hover(window.statusItem(taskItem));
  await tooltip.filter({ hasText: 'NT-42' }).waitFor();
  await window.screenshot('tooltip');
});

test('a branch of another task, checked out in a terminal, is followed', async () => {
  await repository.git('switch', '--quiet', '--create', `feature/${otherIssue.key}-other`);
  await waitForTask(`${otherIssue.key} · ${otherIssue.status}`);
});

test('on a branch without a task the old task is not left standing', async () => {
  await repository.git('switch', '--quiet', '--create', 'tidy-up');
  await waitForTask('no task');
  await window.screenshot('no-task');
  await repository.git('switch', '--quiet', linkedBranch);
  await waitForTask(`NT-42 · ${issue.status}`);
});

test('a duration that is none is explained while it is typed', async () => {
  await window.runCommand('Tickmark: Log Time');
  await window.fill('Log time', 'soon');
  await window.inputMessage().filter({ hasText: '“soon” is not a duration. Write for example 1h 30m' }).waitFor();
  await window.screenshot('not-a-duration');
});

test('logged time becomes a comment and Time Spent on the Notion page', async () => {
  await window.answer('Log time', '1h30');
  await window.answer('What was done', 'fixed the login form');
  await window.notifications().filter({ hasText: 'NT-42' }).first().waitFor();
  await window.screenshot('logged');
  await vi.waitFor(async () => {
    expect(await comments(issue.pageId)).toContain('+1.50h — fixed the login form');
    expect(await timeSpentHours(issue.pageId)).toBe(issue.spentSeconds / 3600 + 1.5);
  }, soon);
});

async function comments(pageId: string): Promise<string[]> {
  const answer = await demo.notion<{ results: { rich_text: { plain_text: string }[] }[] }>(
    `/comments?block_id=${pageId}`,
  );
  return answer.results.map((comment) => comment.rich_text.map((part) => part.plain_text).join(''));
}

async function timeSpentHours(pageId: string): Promise<number | null> {
  const page = await demo.notion<{ properties: Record<string, { number?: number | null }> }>(`/pages/${pageId}`);
  return page.properties['Time Spent']?.number ?? null;
}
