import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageReader } from './build.ts';
import { type Repository, makeRepositoryAt } from './repository.ts';
import { type Story, beginStory, linkedBranch } from './story.ts';

// One window with every kind of repository that Git knows: a repository with another one nested in it, a submodule and
// a linked worktree; and what keeps a HEAD detached. All of it is done by `git` itself, as in a terminal.

let parent: string;
let shop: Repository;
let tools: Repository;
let story: Story;

const at = (...names: string[]): string => path.join(parent, ...names);
const inLibrary = (...args: string[]): Promise<void> => shop.git('-C', 'lib', ...args);

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'wb-kinds-'));
  await makeRepositoryAt(at('library'), 'main-line', 'library.ts');
  shop = await makeRepositoryAt(at('shop'), linkedBranch, 'login.ts');
  await shop.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', at('library'), 'lib');
  await inLibrary('switch', '--quiet', '--create', 'tidy-up');
  await shop.git('commit', '--quiet', '--message', 'Add the library');
  tools = await makeRepositoryAt(at('shop', 'tools'), 'start', 'tool.ts');
  await shop.git('worktree', 'add', '--quiet', '-b', 'hotfix', at('shop-hotfix'), 'main');
  // Untracked, so that each file has one name in one place.
  await writeFile(at('shop', 'front.ts'), 'export {};\n');
  await writeFile(at('shop-hotfix', 'hotfix.ts'), 'export {};\n');
  const workspace = at('kinds.code-workspace');
  await writeFile(workspace, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'shop-hotfix' }] }));
  // Git is off at first: it becomes active late.
  const settings = { 'git.enabled': false };
  story = await beginStory('repositories', workspace, { settings, others: [await packageReader()] });
});

afterAll(async () => {
  await story?.end();
  await rm(parent, { recursive: true, force: true });
});

test('while Git is off there is nothing to say, and when it is switched on the task is there', async () => {
  const { window, item, issue, says, set } = story;
  await window.openFile('front.ts');
  expect(await item.count()).toBe(0);
  await set({ 'git.enabled': true });
  await story.signIn();
  await says(`NT-42 · ${issue.status}`);
});

test('another extension reads the task and hears of a change', async () => {
  const { window } = story;
  const reader = window.statusItem('sample.reader.task');
  await reader.filter({ hasText: `reader 1: NT-42 ${linkedBranch}` }).waitFor();
  await shop.git('switch', '--quiet', '--create', 'notes');
  await reader.filter({ hasText: 'reader 1: none' }).waitFor();
  await shop.git('switch', '--quiet', linkedBranch);
  await reader.filter({ hasText: `reader 1: NT-42 ${linkedBranch}` }).waitFor();
});

test('a repository nested in another one has a branch of its own', async () => {
  const { window, otherIssue, says } = story;
  await window.openFile('tool.ts');
  await says('no task');
  await tools.git('switch', '--quiet', '--create', `feature/${otherIssue.key}-tool`);
  await says(`${otherIssue.key} · ${otherIssue.status}`);
  await window.openFile('front.ts');
  await says('NT-42');
});

test('a submodule does not inherit the task of the repository around it', async () => {
  const { window, issue, says } = story;
  await window.openFile('library.ts');
  await says('no task');
  await inLibrary('switch', '--quiet', '--detach');
  await says('no branch');
  await inLibrary('switch', '--quiet', '--create', 'feature/NT-42-library');
  await says(`NT-42 · ${issue.status}`);
});

test('each worktree has its own task', async () => {
  const { window, otherIssue, says } = story;
  await window.openFile('hotfix.ts');
  await says('no task');
  await shop.git('-C', at('shop-hotfix'), 'switch', '--quiet', '--create', `feature/${otherIssue.key}-hotfix`);
  await says(`${otherIssue.key} · ${otherIssue.status}`);
  await window.openFile('front.ts');
  await says('NT-42');
});

test('in the middle of a rebase the task is that of the branch being rebased, and it is said', async () => {
  const { window, item, says } = story;
  await commitReadme('# Shop, as the branch has it\n');
  await shop.git('switch', '--quiet', 'main');
  await says('no task');
  await commitReadme('# Shop, as main has it\n');
  await shop.git('switch', '--quiet', linkedBranch);
  await says('NT-42');
  await expect(shop.git('rebase', 'main')).rejects.toThrow();
  await item.getByRole('button', { name: /^NT-42, .*a rebase is going on\. Opens actions\.$/u }).waitFor();
  const tooltip = await window.hover(item);
  await tooltip.filter({ hasText: 'A rebase is going on: this is the task of the branch being rebased.' }).waitFor();
  await window.screenshot('rebase');
  await shop.git('rebase', '--abort');
  await item.getByRole('button', { name: /^NT-42, (?!.*rebase)/u }).waitFor();
});

test('a merge that stops at a conflict keeps the task', async () => {
  await expect(shop.git('merge', 'main')).rejects.toThrow();
  await story.window.runCommand('Tickmark: Refresh Task');
  await story.says('NT-42');
  await shop.git('merge', '--abort');
});

test('during a bisect there is no task, and it is said why', async () => {
  const { window, item, says } = story;
  await shop.git('bisect', 'start', linkedBranch, `${linkedBranch}~2`);
  await says('bisecting');
  const tooltip = await window.hover(item);
  await tooltip.filter({ hasText: 'A bisect is going on' }).waitFor();
  await window.screenshot('bisect');
  await shop.git('bisect', 'reset');
  await says('NT-42');
});

test('a key that no task has is named, with what helps', async () => {
  const { window, item, says } = story;
  await shop.git('switch', '--quiet', '--create', 'feature/NT-999999-soon');
  await says('No task NT-999999');
  const tooltip = await window.hover(item);
  await tooltip.filter({ hasText: 'The branch is linked as soon as it appears.' }).waitFor();
  await window.screenshot('unknown-key');
  await shop.git('switch', '--quiet', linkedBranch);
  await says('NT-42');
});

test('diagnostics for a report hold the branch and the rules, and no path, token or name', async () => {
  const { window, demo } = story;
  await window.runCommand('Tickmark: Copy Diagnostics');
  await window.notifications().filter({ hasText: 'Diagnostics are in the clipboard.' }).waitFor();
  const text = await window.copied();
  expect(text).toContain(`Branch: ${linkedBranch}`);
  expect(text).toContain('- [x] The branch name holds the number of a task');
  expect(text).toMatch(/editor: .+ 1\.\d+/u);
  expect(text).not.toContain(demo.token);
  expect(text).not.toContain(parent);
  await window.screenshot('diagnostics');
  await window.clearNotifications();
});

test('the item shows the parts that were chosen, where it was put', async () => {
  const { window, item, says, set } = story;
  await set({ 'tickmark.statusItem.parts': ['title', 'key'] });
  await says(/ · NT-42$/u);
  await set({ 'tickmark.statusItem.compact': true });
  await says(/^\s*NT-42$/u);
  await item.getByRole('button', { name: /^NT-42, .* Opens actions\.$/u }).waitFor();
  await window.screenshot('compact');
  await set({ 'tickmark.statusItem.alignment': 'right' });
  await item.waitFor({ state: 'detached' });
  const moved = window.statusItem('tickmark.tickmark.tickmark.task.right.50');
  await window.page.locator('.statusbar .right-items').locator(moved).filter({ hasText: 'NT-42' }).waitFor();
  await window.screenshot('right');
});

async function commitReadme(text: string): Promise<void> {
  await writeFile(at('shop', 'README.md'), text);
  await shop.git('commit', '--quiet', '--all', '--message', 'Change the read-me');
}
