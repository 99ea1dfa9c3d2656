import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeStatus } from './notion-page.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type Issue, type Story, beginStory, linkedBranch } from './story.ts';

// A teammate changes the task in Notion while a window is open that shows it; nobody touches the window.

let repository: Repository;
let story: Story;
let departmentId: string;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('live', repository.folder);
  await story.signIn();
  await story.says(`NT-42 · ${story.issue.status}`);
  const me = await story.demo.api<{ departments: { id: string }[] }>('/me');
  departmentId = me.departments[0]?.id ?? '';
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

interface Shown {
  atMs: number;
  text: string;
  icons: string;
}

/** Runs in the page: notes everything that the status item shows from now on, with the time. */
const watchItem = `{
  const item = document.getElementById('tickmark.tickmark.tickmark.task');
  const shown = (globalThis.shown = []);
  const look = () => {
    const icons = Array.from(item.querySelectorAll('.codicon'), (icon) => icon.className).join(' ');
    const text = item.textContent.trim();
    if (shown.at(-1)?.text !== text || shown.at(-1)?.icons !== icons) shown.push({ atMs: Date.now(), text, icons });
  };
  look();
  new MutationObserver(look).observe(item, { subtree: true, childList: true, characterData: true, attributes: true });
}`;

/** Reads Notion and resolves to the last moment at which the server did not have the new status yet. */
async function sync(status: string): Promise<number> {
  const { demo } = story;
  const run = demo.post(`/notion/sync/${departmentId}`, {});
  for (let notYetMs = Date.now(); ;) {
    const askedMs = Date.now();
    const issue = await demo.api<Issue>('/issues/NT-42');
    if (issue.status === status) {
      await run;
      return notYetMs;
    }
    notYetMs = askedMs;
  }
}

test('a status changed in Notion is shown within two seconds of the server having it, in one step', async () => {
  const { demo, window, says, issue } = story;
  const waitsMs: number[] = [];
  let status = issue.status;
  for (let change = 0; change < 5; change += 1) {
    await window.page.evaluate(watchItem);
    const before = status;
    status = await changeStatus(demo, issue.pageId, before);
    const storedMs = await sync(status);
    await says(`NT-42 · ${status}`);
    const shown = (await window.page.evaluate('shown')) as Shown[];
    expect(shown.map(({ text }) => text)).toEqual([
      expect.stringContaining(before),
      expect.stringContaining(`NT-42 · ${status}`),
    ]);
    expect(shown.map(({ icons }) => icons).join()).not.toContain('spin');
    waitsMs.push((shown.at(-1)?.atMs ?? Number.NaN) - storedMs);
  }
  await window.screenshot('pushed');
  process.stdout.write(`  shown after the server had it: ${waitsMs.join(', ')} ms\n`);
  expect(Math.max(...waitsMs)).toBeLessThanOrEqual(2000);
});

test('a server that was away is heard again by itself', async () => {
  const { demo, says, issue } = story;
  const current = await demo.api<Issue>('/issues/NT-42');
  await demo.interrupt();
  await demo.resume();
  const status = await changeStatus(demo, issue.pageId, current.status);
  await sync(status);
  await says(`NT-42 · ${status}`);
});
