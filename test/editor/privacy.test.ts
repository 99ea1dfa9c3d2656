import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// What leaves the machine is the person's to decide: pause, private folders, and leaving. The tests build on each other.

let repository: Repository;
let story: Story;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('privacy', repository.folder, { settings: { 'tickmark.heartbeats.enabled': true } });
  await story.signIn();
  await story.says('NT-42');
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

/** What the server has, by when it was recorded. */
async function ledger(): Promise<string[]> {
  const { heartbeats } = await story.demo.api<{ heartbeats: { at: string }[] }>('/me/export');
  return heartbeats.map(({ at }) => at);
}

async function typeAndSave(): Promise<void> {
  const { window } = story;
  await window.openFile('login.ts');
  await window.page.keyboard.type('\n\n', { delay: 100 });
  await window.page.keyboard.press('Control+S');
  await window.page.locator('.tab.active:not(.dirty)', { hasText: 'login.ts' }).waitFor();
}

interface Shown {
  paused: string;
  privateFolders: string[];
  queue: { waiting: number } | null;
  lastHeartbeatsOfThisWindow: { at: string; pausedAt?: string }[];
}

async function showSent(): Promise<Shown> {
  const { window } = story;
  await window.runCommand('Tickmark: Show What Is Sent');
  await window.page.locator('.tab.active', { hasText: 'What is sent.json' }).waitFor();
  return JSON.parse(await window.documentText()) as Shown;
}

async function recorded(): Promise<number> {
  return (await showSent()).lastHeartbeatsOfThisWindow.length;
}

/** In the settings of the workspace, as a teammate might have put them there. */
async function setPrivate(folders: string[]): Promise<void> {
  const settings = path.join(repository.folder, '.vscode/settings.json');
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify({ 'tickmark.privateFolders': folders }));
}

let pausedAt: string;

test('paused from the command, the item says so with its own icon, in words and to a screen reader', async () => {
  await vi.waitFor(async () => {
    await typeAndSave();
    expect(await recorded()).toBeGreaterThan(0);
  }, soon);
  const { window } = story;
  await window.runCommand('Tickmark: Pause Coding Time');
  await window.pick('Pause coding time', 'For 30 minutes');
  await story.says('paused');
  pausedAt = new Date().toISOString();
  await story.item.locator('.codicon-debug-pause').waitFor();
  expect(await story.item.locator('[aria-label]').first().getAttribute('aria-label')).toMatch(
    /^Coding time is paused until .*\. NT-42, .*Opens actions\.$/u,
  );
  const hover = await window.hover(story.item);
  await hover.getByText('Resume').waitFor();
  await window.screenshot('paused');
});

test('while paused not one sign of activity is recorded, also after a reload', async () => {
  const before = (await showSent()).lastHeartbeatsOfThisWindow.length;
  for (let round = 0; round < 3; round += 1) await typeAndSave();
  const shown = await showSent();
  expect(shown.lastHeartbeatsOfThisWindow).toHaveLength(before);
  expect(shown.paused).toMatch(/^20/u);
  await story.window.reload();
  await story.says('paused');
  for (let round = 0; round < 3; round += 1) await typeAndSave();
  expect(await recorded()).toBe(0);
  expect((await ledger()).filter((at) => at > pausedAt)).toEqual([]);
});

test('a click on the item still opens the actions, with resuming first, and after it work is counted again', async () => {
  const { window } = story;
  await story.item.click();
  await window.pick('Tickmark', 'Resume coding time');
  await story.item.filter({ hasNotText: 'paused' }).waitFor();
  const first = await vi.waitFor(async () => {
    await typeAndSave();
    const [beat] = (await showSent()).lastHeartbeatsOfThisWindow;
    expect(beat).toBeDefined();
    return beat;
  }, soon);
  expect(first?.pausedAt !== undefined && first.pausedAt <= pausedAt).toBe(true);
  await vi.waitFor(
    async () => {
      expect((await ledger()).some((at) => at > pausedAt)).toBe(true);
    },
    { timeout: 120_000, interval: 2000 },
  );
});

test('in a private folder the item says that it is private, and nothing of it leaves', async () => {
  await setPrivate([path.dirname(repository.folder)]);
  await story.says('private');
  await story.window.openFile('login.ts');
  await story.window.screenshot('private');
  const known = await ledger();
  const before = await recorded();
  for (let round = 0; round < 3; round += 1) await typeAndSave();
  const shown = await showSent();
  expect(shown.lastHeartbeatsOfThisWindow).toHaveLength(before);
  expect(shown.privateFolders).toEqual([path.dirname(repository.folder)]);
  expect(await ledger()).toEqual(known);
  await repository.git('checkout', '-b', 'feature/NT-7-secret');
  await story.window.openFile('login.ts');
  const { items } = await story.demo.api<{ items: { name: string }[] }>('/branches');
  expect(items.map(({ name }) => name)).not.toContain('feature/NT-7-secret');
});

test('a pattern that cannot be read makes everything private, and the item says what to do', async () => {
  await setPrivate(['/w/[a']);
  await story.says('Check private folders');
  await setPrivate([]);
  await story.says('NT-7');
});

test('deleting local data names what goes, and leaves the person signed out with nothing in the folder', async () => {
  const { window } = story;
  expect(await readdir(story.storage)).toContain('accounts');
  await window.runCommand('Tickmark: Delete My Local Data');
  const question = window.dialog().filter({ hasText: 'Delete what Tickmark keeps on this machine?' });
  await question.filter({ hasText: 'signs of activity and worklogs that wait' }).waitFor();
  await window.screenshot('delete-local-data');
  await question.getByRole('button', { name: 'Delete and Sign Out' }).click();
  await story.says('Sign in');
  await window.notifications().filter({ hasText: 'Deleted, and signed out.' }).waitFor();
  const kept = await readdir(story.storage).catch(() => []);
  expect(kept).toEqual([]);
});
