import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// Coding time is counted only after a person switched it on. The tests build on each other.

interface Shown {
  counting: string;
  queue: unknown;
  lastHeartbeatsOfThisWindow: { at: string; branch: string; entity: string; isWrite?: boolean }[];
}

let repository: Repository;
let story: Story;
let switchedOnAt: string;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('coding-time', repository.folder);
  await story.signIn();
  await story.window.openFile('login.ts');
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

async function typeAndSave(): Promise<void> {
  await story.window.page.keyboard.type('\n\n\n', { delay: 100 });
  await story.window.page.keyboard.press('Control+S');
}

async function showSent(): Promise<Shown> {
  const { window } = story;
  await window.runCommand('Tickmark: Show What Is Sent');
  await window.page.locator('.tab.active', { hasText: 'What is sent.json' }).waitFor();
  return JSON.parse(await window.documentText()) as Shown;
}

test('by default nothing is counted', async () => {
  await typeAndSave();
  expect(await showSent()).toMatchObject({ counting: 'off', queue: null, lastHeartbeatsOfThisWindow: [] });
});

test('what would be sent is listed before counting is switched on', async () => {
  const { window } = story;
  await window.runCommand('Tickmark: Count Coding Time');
  const question = window.dialog().filter({ hasText: 'Count coding time on your tasks?' });
  await question.filter({ hasText: 'entity: a hash of the file’s path that only this machine can compute' }).waitFor();
  await window.screenshot('consent');
  switchedOnAt = new Date().toISOString();
  await question.getByRole('button', { name: 'Count Coding Time' }).click();
  await story.says(/NT-42 · .* · 0 m/u);
});

test('switched on, typing and saving become signs of activity without a file name', async () => {
  const beats = await vi.waitFor(async () => {
    await story.window.openFile('login.ts');
    await typeAndSave();
    const shown = await showSent();
    expect(shown.lastHeartbeatsOfThisWindow.some((beat) => beat.isWrite)).toBe(true);
    return shown.lastHeartbeatsOfThisWindow;
  }, soon);
  await story.window.screenshot('what-is-sent');
  for (const beat of beats) {
    expect(beat).toMatchObject({ branch: linkedBranch, entity: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(beat.at >= switchedOnAt).toBe(true);
  }
});

test('a save after a single key is a sign of activity, also when that key took something away', async () => {
  const { window } = story;
  const writes = async () => (await showSent()).lastHeartbeatsOfThisWindow.filter((beat) => beat.isWrite).length;
  const tab = window.page.locator('.tab.active', { hasText: 'login.ts' });
  const pressAndSave = async (key: string) => {
    await window.page.keyboard.press(key);
    await tab.and(window.page.locator('.dirty')).waitFor();
    await window.page.keyboard.press('Control+S');
    await tab.and(window.page.locator(':not(.dirty)')).waitFor();
  };
  const before = await writes();
  await window.openFile('login.ts');
  // Without a look at what is sent in between: that would be input too.
  for (const key of ['x', 'y', 'Backspace', 'Control+Z', 'Delete', 'Control+Slash']) await pressAndSave(key);
  expect((await writes()) - before).toBe(6);
});

test('they become coding time of the branch on the server', async () => {
  const { demo, window } = story;
  const span = `from=${switchedOnAt}&to=${new Date(Date.now() + 3_600_000).toISOString()}`;
  await window.openFile('login.ts');
  await vi.waitFor(
    async () => {
      await typeAndSave();
      const time = await demo.api<{ items: { branch: string; seconds: number }[] }>(`/time?${span}&groupBy=branch`);
      expect(time.items).toEqual([expect.objectContaining({ repository: 'shop', branch: linkedBranch })]);
      expect(time.items[0]?.seconds).toBeGreaterThan(0);
    },
    { ...soon, interval: 3000 },
  );
});
