import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { comments, timeSpentHours } from './notion-page.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// The Tickmark server goes away in the middle of the work and comes back. The tests build on each other.

let repository: Repository;
let story: Story;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  story = await beginStory('outage', repository.folder);
  await story.signIn();
  await story.says('NT-42');
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

const logged = { text: '+0.75h — looked into the outage', author: expect.any(String) };

test('when the server stops, the task that was known is marked as out of date', async () => {
  const { demo, window, item, issue } = story;
  await demo.interrupt();
  await window.runCommand('Tickmark: Refresh Task');
  await item.locator('.codicon-debug-disconnect').waitFor();
  await item.getByRole('button', { name: `NT-42, ${issue.status}, not up to date. Opens actions.` }).waitFor();
  const tooltip = await window.hover(item);
  await tooltip.filter({ hasText: 'The Tickmark server does not answer. It is asked again by itself.' }).waitFor();
  await window.screenshot('not-up-to-date');
});

test('on a branch that was never asked for, there is no connection and not the old task', async () => {
  const { window, item, says } = story;
  await repository.git('switch', '--quiet', '--create', 'feature/NT-7-hotfix');
  await says('No connection');
  await window.screenshot('no-connection');
  expect(await item.textContent()).not.toContain('NT-42');
});

test('time logged while the server is down is kept and the person is told', async () => {
  const { window, says } = story;
  await repository.git('switch', '--quiet', linkedBranch);
  await says('NT-42');
  await window.runCommand('Tickmark: Log Time');
  await window.answer('Log time', '45m');
  await window.answer('What was done', 'looked into the outage');
  await window.notifications().filter({ hasText: '45 m on NT-42 is saved here until the server answers.' }).waitFor();
  const isCut = `{
    const message = document.querySelector('.notification-toast .notification-list-item-message');
    message.scrollWidth > message.clientWidth;
  }`;
  expect(await window.page.evaluate(isCut)).toBe(false);
  await window.screenshot('kept');
});

test('it waits on the disk, also after the window was closed', async () => {
  const { window, item, says } = story;
  await window.reload();
  await says('NT-42');
  await item.locator('.codicon-debug-disconnect').waitFor();
  const tooltip = await window.hover(item);
  await tooltip.filter({ hasText: 'Worklogs that wait for the server: 1' }).waitFor();
  await window.screenshot('waiting');
});

test('when the server is back, the task is right again and the time is delivered once', async () => {
  const { demo, window, item, issue } = story;
  await demo.resume();
  await window.runCommand('Tickmark: Refresh Task');
  await item.locator('.codicon-play-circle').waitFor();
  await vi.waitFor(async () => expect(await comments(demo, issue.pageId)).toContainEqual(logged), soon);
  await vi.waitFor(async () => {
    expect(await timeSpentHours(demo, issue.pageId)).toBe(issue.spentSeconds / 3600 + 0.75);
  }, soon);
  await window.runCommand('Tickmark: Refresh Task');
  await item.locator('.codicon-play-circle').waitFor();
  const worklogs = await demo.api<{ items: { state: string }[] }>('/worklogs?key=NT-42');
  expect(worklogs.items).toEqual([expect.objectContaining({ state: 'done' })]);
  expect((await comments(demo, issue.pageId)).filter(({ text }) => text === logged.text)).toHaveLength(1);
});
