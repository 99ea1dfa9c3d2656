import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ServerWithoutNotion, startServerWithoutNotion } from './notion-away.ts';
import { comments, timeSpentHours } from './notion-page.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch, soon } from './story.ts';

// Time is logged while everything that can be away is away. After each story Notion has every hour once.

let repository: Repository;
let server: ServerWithoutNotion;
let story: Story;
let hoursBefore: number;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  server = await startServerWithoutNotion();
  story = await beginStory('log-time', repository.folder, { server });
  hoursBefore = (await timeSpentHours(server, story.issue.pageId)) ?? 0;
  await story.signIn();
  await story.says('NT-42');
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

async function logTime(duration: string, text: string): Promise<void> {
  await story.window.runCommand('Tickmark: Log Time');
  await story.window.answer('Log time', duration);
  await story.window.answer('What was done', text);
}

/** All that Notion shall have by now: our comments in any order, and what they add up to. */
async function notionHas(texts: readonly string[], hours: number): Promise<void> {
  const { pageId } = story.issue;
  await vi.waitFor(
    async () => {
      const ours = (await comments(server, pageId)).map(({ text }) => text).filter((text) => text.startsWith('+'));
      expect(ours.toSorted()).toEqual([...texts].toSorted());
      expect(await timeSpentHours(server, pageId)).toBeCloseTo(hoursBefore + hours, 2);
    },
    { ...soon, timeout: 110_000 },
  );
}

test('time logged twice quickly is there twice, with its own text each', async () => {
  await logTime('15m', 'one');
  await logTime('15m', 'two');
  await notionHas(['+0.25h — one', '+0.25h — two'], 0.5);
});

test('time logged while Notion is away is taken at once and arrives when Notion is back', async () => {
  server.setNotionAway(true);
  await logTime('30m', 'while Notion was away');
  await vi.waitFor(async () => {
    const { items } = await server.api<{ items: { text: string; state: string }[] }>('/worklogs?state=pending');
    expect(items).toMatchObject([{ text: 'while Notion was away' }]);
  }, soon);
  await story.window.screenshot('notion-away');
  server.setNotionAway(false);
  await notionHas(['+0.25h — one', '+0.25h — two', '+0.50h — while Notion was away'], 1);
});

test('time logged while the server is away arrives when it is back, though Notion is away first', async () => {
  await server.interrupt();
  await logTime('1h', 'while the server was away');
  server.setNotionAway(true);
  await server.resume();
  await story.window.runCommand('Tickmark: Refresh Task');
  await vi.waitFor(async () => {
    const { items } = await server.api<{ items: object[] }>('/worklogs?key=NT-42');
    expect(items).toHaveLength(4);
  }, soon);
  server.setNotionAway(false);
  const texts = [
    '+0.25h — one',
    '+0.25h — two',
    '+0.50h — while Notion was away',
    '+1.00h — while the server was away',
  ];
  await notionHas(texts, 2);
});

test('a worklog that is corrected afterwards has its comment and the number corrected, and is not doubled', async () => {
  const { items } = await server.api<{ items: { id: string; text: string }[] }>('/worklogs?key=NT-42');
  const first = items.find(({ text }) => text === 'one');
  await server.patch(`/worklogs/${first?.id}`, { seconds: 2700, text: 'one, and tidied up' });
  await notionHas(
    [
      '+0.75h — one, and tidied up',
      '+0.25h — two',
      '+0.50h — while Notion was away',
      '+1.00h — while the server was away',
    ],
    2.5,
  );
});
