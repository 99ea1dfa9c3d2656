import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { changeStatus, comments, timeSpentHours } from './notion-page.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// One person's day in a real editor and on the sample Notion workspace. The tests build on each other; the first
// failure ends the file.

let repository: Repository;
let story: Story;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('story', repository.folder);
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

test('signed out, the status item offers to sign in and nothing pops up', async () => {
  const { window, says } = story;
  await says('Sign in');
  await window.openFile('login.ts');
  await window.screenshot('signed-out');
  expect(await window.notifications().count()).toBe(0);
});

test('a wrong token is refused in the box where it was typed', async () => {
  const { window } = story;
  await window.runCommand('Tickmark: Sign In');
  await window.pick('Sign in to Tickmark', 'Paste a token');
  await window.answer('Paste the token', 'tm_this-is-not-a-token');
  await window
    .inputMessage()
    .filter({ hasText: /not accepted|unknown|revoked/ })
    .waitFor();
  await window.screenshot('wrong-token');
});

test('signed in, the task behind the branch is shown with its status', async () => {
  const { window, demo, issue, says } = story;
  await window.answer('Paste the token', demo.token);
  await says(`NT-42 · ${issue.status}`);
  await window.screenshot('task');
  await window.clearNotifications();
});

test('a screen reader hears the task as a sentence', async () => {
  const spoken = story.item.getByRole('button', { name: `NT-42, ${story.issue.status}. Opens actions.` });
  expect(await spoken.count()).toBe(1);
});

test('the tooltip says what the task is and why it is shown', async () => {
  const tooltip = await story.window.hover(story.item);
  await tooltip.filter({ hasText: 'Linked because: The branch name holds NT-42.' }).waitFor();
  await story.window.screenshot('tooltip');
});

test('a click on the status item offers what can be done with the task', async () => {
  const { window, item } = story;
  await item.click();
  const rows = window.page.locator('.quick-input-list .monaco-list-row .label-name');
  await rows.filter({ hasText: 'Copy key' }).waitFor();
  await window.screenshot('actions');
  expect(await rows.allInnerTexts()).toEqual(
    ['Open in Notion', 'Log time', 'Sync now', 'Why this task?', 'Copy key'].map((label) =>
      expect.stringContaining(label),
    ),
  );
  await window.pick('Tickmark', 'Copy key');
  await vi.waitFor(async () => expect(await window.copied()).toBe('NT-42'), soon);
});

test('why this task is shown can be read as a document', async () => {
  const { window, item } = story;
  await item.click();
  await window.pick('Tickmark', 'Why this task?');
  await window.page.locator('.tab.active', { hasText: 'Why this task.md' }).waitFor();
  const text = await window.documentText();
  await window.screenshot('why');
  expect(text).toContain(`Branch: ${linkedBranch}`);
  expect(text).toContain('[x] The branch name holds the number of a task, such as NT-42.');
  expect(text).not.toContain(story.demo.token);
});

test('a branch of another task, checked out by another program, is followed', async () => {
  const { otherIssue, says } = story;
  await repository.git('switch', '--quiet', '--create', `feature/${otherIssue.key}-other`);
  await says(`${otherIssue.key} · ${otherIssue.status}`);
});

test('on a branch without a task the old task is not left standing', async () => {
  await repository.git('switch', '--quiet', '--create', 'tidy-up');
  await story.says('no task');
  await story.window.screenshot('no-task');
});

test('a checkout typed into the integrated terminal is followed', async () => {
  const { window, issue, says } = story;
  await window.runCommand('Terminal: Create New Terminal');
  await window.page.locator('.terminal.xterm.focus').waitFor();
  await window.page.keyboard.type(`git switch ${linkedBranch}\n`);
  await says(`NT-42 · ${issue.status}`);
  await window.screenshot('terminal');
  await window.runCommand('Terminal: Kill All Terminals');
});

test('a detached HEAD shows no branch, not the task before it', async () => {
  await repository.git('switch', '--quiet', '--detach', 'main');
  await story.says('no branch');
  await story.window.screenshot('no-branch');
});

test('quick switches end at the right task', async () => {
  const { otherIssue, issue, window, says } = story;
  for (const branch of [linkedBranch, 'tidy-up', `feature/${otherIssue.key}-other`, 'tidy-up', linkedBranch]) {
    await repository.git('switch', '--quiet', branch);
  }
  await says(`NT-42 · ${issue.status}`);
  await window.runCommand('Tickmark: Refresh Task');
  await says(`NT-42 · ${issue.status}`);
});

test('a duration that is none is explained while it is typed', async () => {
  const { window } = story;
  await window.runCommand('Tickmark: Log Time');
  await window.fill('Log time', 'soon');
  await window.inputMessage().filter({ hasText: '“soon” is not a duration. Write for example 1h 30m' }).waitFor();
  await window.screenshot('not-a-duration');
});

test('logged time becomes a comment in the person’s name and Time Spent on the Notion page', async () => {
  const { window, demo, issue } = story;
  const me = await demo.api<{ name: string }>('/me');
  await window.answer('Log time', '1h30');
  await window.answer('What was done', 'fixed the login form');
  await window.notifications().filter({ hasText: 'Logged 1 h 30 m on NT-42.' }).waitFor();
  await window.screenshot('logged');
  await vi.waitFor(async () => {
    const logged = { text: '+1.50h — fixed the login form', author: expect.stringContaining(me.name) };
    expect(await comments(demo, issue.pageId)).toContainEqual(logged);
    expect(await timeSpentHours(demo, issue.pageId)).toBe(issue.spentSeconds / 3600 + 1.5);
  }, soon);
});

test('a status changed in Notion is shown after a sync', async () => {
  const { window, demo, issue, says } = story;
  const status = await changeStatus(demo, issue.pageId, issue.status);
  await window.clearNotifications();
  await window.runCommand('Tickmark: Sync Now');
  await says(`NT-42 · ${status}`);
  await window.notifications().filter({ hasText: 'Notion was read' }).waitFor();
  await window.screenshot('synced');
});
