import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Repository, makeRepository } from './repository.ts';
import { type Issue, type Story, beginStory, linkedBranch, soon } from './story.ts';

// After the pull request: it is merged elsewhere, the person fetches, and one press ends the work. Tests build on each
// other, in order.

const run = promisify(execFile);
let folder: string;
let repository: Repository;
let story: Story;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wb-merged-'));
  repository = await makeRepository(linkedBranch);
  await run('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', bare()]);
  await repository.git('remote', 'add', 'origin', bare());
  await repository.git('push', '--quiet', '--set-upstream', 'origin', 'main');
  await repository.git('remote', 'set-head', 'origin', 'main');
  story = await beginStory('merged', repository.folder);
  await story.signIn();
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
  await rm(folder, { recursive: true, force: true });
});

const bare = (): string => path.join(folder, 'shop.git');

async function output(...words: string[]): Promise<string> {
  return (await run('git', ['-C', repository.folder, ...words])).stdout.trim();
}

const steps = (): Locator => story.window.page.locator('.quick-input-widget:visible .monaco-list-row');
const shown = async (): Promise<string> => (await story.item.textContent()) ?? '';

/** As the button on the page of the pull request does it, in a clone of its own. */
async function mergeElsewhere(): Promise<void> {
  const clone = path.join(folder, 'colleague');
  const identity = ['-c', 'user.name=Sample', '-c', 'user.email=sample@example.com'];
  await run('git', ['clone', '--quiet', bare(), clone]);
  const words = ['merge', '--quiet', '--no-ff', '--message', 'Merge the pull request', `origin/${linkedBranch}`];
  await run('git', ['-C', clone, ...identity, ...words]);
  await run('git', ['-C', clone, 'push', '--quiet', 'origin', 'main', `:${linkedBranch}`]);
}

test('a branch just made is not merged, and neither is one with a commit that was only pushed', async () => {
  await story.says(`NT-42 · ${story.issue.status}`);
  expect(await shown()).not.toContain('merged');
  await writeFile(path.join(repository.folder, 'price.ts'), 'export const price = 1;\n');
  await repository.git('add', '.');
  await repository.git('commit', '--quiet', '--message', 'Round prices');
  await repository.git('push', '--quiet', '--set-upstream', 'origin', linkedBranch);
  await mergeElsewhere();
  await story.window.runCommand('Tickmark: Why This Task?');
  expect(await story.window.documentText()).not.toContain('Merged into');
  expect(await shown()).not.toContain('merged');
  await story.window.runCommand('View: Close Editor');
});

test('after a fetch the item says that the branch is merged, and why it says so can be read', async () => {
  const { window, item } = story;
  await repository.git('fetch', '--quiet', '--prune');
  await story.says('NT-42 · merged');
  const hover = await window.hover(item);
  await hover.filter({ hasText: 'Merged into main' }).waitFor();
  await window.screenshot('merged-item');
  await window.page.keyboard.press('Escape');
  await window.runCommand('Tickmark: Why This Task?');
  expect(await window.documentText()).toContain(
    'Merged into main: the commits of this branch are in origin/main, as it was fetched last.',
  );
  await window.runCommand('View: Close Editor');
});

test('one press sets the status to done and cleans the branch up', async () => {
  const { window, item, demo } = story;
  const tip = await output('rev-parse', linkedBranch);
  await item.click();
  await steps()
    .filter({ hasText: `Delete the branch ${linkedBranch} here` })
    .waitFor();
  await window.screenshot('merged-steps');
  await window.page.keyboard.press('Enter');
  await window.notifications().filter({ hasText: 'NT-42 closed. Done:' }).first().waitFor();
  await window.screenshot('merged-done');
  expect(await output('branch', '--format=%(refname:short)')).toBe('main');
  expect(await output('merge-base', '--is-ancestor', tip, 'main')).toBe('');
  expect(await output('rev-parse', 'main')).toBe(await output('rev-parse', 'origin/main'));
  await vi.waitFor(
    async () => expect((await demo.api<Issue & { defaultStatus: string }>('/issues/NT-42')).defaultStatus).toBe('DONE'),
    soon,
  );
  await story.says('no task');
});
