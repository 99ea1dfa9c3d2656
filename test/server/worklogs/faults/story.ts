import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Worklog } from '../../../../shared/api/worklogs.ts';
import { worklogComment } from '../../../../shared/worklog-text.ts';
import { rows } from '../../../../server/database/database.ts';
import type { Fault, FaultMatch } from '../../../../server/demo/workspace/faults.ts';
import { createApp } from '../../../../server/http/app.ts';
import type { Services } from '../../../../server/services.ts';
import { minuteMs, secondMs } from '../../../support/clock.ts';
import type { TestServer } from '../../../support/server.ts';
import { deliverWith, find, hours, posted, quieten, tryToBook, typeHours, withNotionAt } from '../support.ts';
import { numbering, posting } from '../unclear-ends.ts';

/** The writes to Notion: the comment is the first of a delivery, the number or the property the second. */
export type Write = 'C' | 'T' | 'S';
export const nth: Readonly<Record<Write, number>> = { C: 1, T: 2, S: 2 };
const adding: FaultMatch = { method: 'PATCH', path: '/v1/data_sources' };
export const matches: Readonly<Record<Write, FaultMatch>> = { C: posting, T: numbering, S: adding };

/** What people did, beside the server that has to do it in Notion. */
export interface Story {
  server: TestServer;
  worklogs: Map<string, { seconds: number; text: string }>;
  baseHours: number;
  /** Refusals for too many requests that were scripted; any other is ours. */
  scripted429: number;
  /** Writes of which a restore made the server forget that it sent them. */
  forgotten: number;
}

/** A connected server, and a page on which people had entered ten hours. */
export async function begin(server: TestServer): Promise<Story> {
  typeHours(server, 10);
  await server.connect();
  return { server, worklogs: new Map(), baseHours: 10, scripted429: 0, forgotten: 0 };
}

/** The property is gone, so that the next delivery has to add it, and every page begins with what is booked. */
export function removeProperty(story: Story): void {
  const { sample } = story.server;
  sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
  story.baseHours = 0;
}

/** Books half an hour or what is told, under a text of its own. */
export async function tell(story: Story, more: { seconds?: number } = {}): Promise<{ id: string }> {
  const body = { id: randomUUID(), seconds: 1800, text: `work ${story.worklogs.size}`, ...more };
  expect((await tryToBook(story.server, body)).status).toBe(201);
  story.worklogs.set(body.id, body);
  story.server.clock.advance(secondMs);
  return body;
}

/** Books, and lets the write meet the fault in one look of the outbox. */
export async function meeting(story: Story, write: Write, fault: Fault, by?: Services) {
  const { server } = story;
  const { faults } = server.sample.workspace;
  if (write === 'S') removeProperty(story);
  const worklog = await tell(story);
  const handle = faults.next(matches[write], fault);
  if (fault.answer.kind === 'status' && fault.answer.status === 429) story.scripted429 += 1;
  const from = server.sample.workspace.requestsLog.length;
  await deliverWith(by ?? withNotionAt(server, server.services.environment.NOTION_BASE_URL, 200));
  expect(handle.hits()).toBe(1);
  return { worklog, handle, from };
}

/** How many such writes reached Notion since then. */
export function countWrites({ server }: Story, write: Write, from: number): number {
  const { method, path } = matches[write];
  const log = server.sample.workspace.requestsLog.slice(from);
  return log.filter((entry) => entry.method === method && entry.path.startsWith(String(path))).length;
}

export function statesOf({ server }: Story, worklog: { id: string }): Promise<Worklog> {
  return find(server, worklog);
}

/** A server on the same database with other services, called as any client calls it. */
export function callerOf(server: TestServer, services: Services) {
  const health = {
    version: '0.0.0',
    databaseKind: 'embedded' as const,
    isDatabaseThere: () => Promise.resolve(true),
    nextRunAt: () => server.clock.now(),
    lastTickAt: () => null,
  };
  const app = createApp({ services, feed: server.feed, health, publicFolder: 'dist/public' });
  return async (body: object): Promise<number> => {
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
    const answer = await app.request('/api/v1/worklogs', { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.status;
  };
}

/** A worklog to be booked through `callerOf`, again and again until the client knows that it is. */
export function toBook(story: Story, more: object = {}) {
  const body = { id: randomUUID(), key: 'NT-42', seconds: 1800, text: `work ${story.worklogs.size}`, ...more };
  story.worklogs.set(body.id, body);
  return body;
}

/** Lets time pass until everything that mends itself has, and checks that all is as people did it. */
export async function endsWell(story: Story): Promise<void> {
  story.server.clock.advance(3 * minuteMs);
  await quieten(story.server);
  for (const id of story.worklogs.keys()) expect(await find(story.server, { id })).toMatchObject({ state: 'done' });
  await holds(story);
}

/**
 * What has to be true after whatever happened: one comment for each worklog, in the right words, or a visible question;
 * the hours of people plus those booked; no comment without a worklog; no request too many; each attempt on record.
 */
export async function holds(story: Story): Promise<void> {
  const { server, worklogs, baseHours } = story;
  const comments = posted(server).map(({ text }) => text);
  const wanted = new Set([...worklogs.values()].map(({ seconds, text }) => worklogComment(seconds, text)));
  for (const [id, { seconds, text }] of worklogs) {
    const count = comments.filter((one) => one === worklogComment(seconds, text)).length;
    const { comment } = await find(server, { id });
    if (comment.state === 'done') expect([text, count]).toEqual([text, 1]);
    else expect(['blocked', 'needs_review', 'pending']).toContain(comment.state);
    expect(count).toBeLessThanOrEqual(1);
    if (comment.state !== 'done') expect(comment.detail).toMatch(/\w/u);
  }
  expect(comments.filter((text) => !wanted.has(text))).toEqual([]);
  const seconds = [...worklogs.values()].reduce((sum, one) => sum + one.seconds, 0);
  const [effect] = await timeSpentOf(story);
  if (effect?.state === 'done') expect(hours(server)).toBe(Math.round(baseHours * 100 + seconds / 36) / 100);
  const log = server.sample.workspace.requestsLog;
  expect(log.filter(({ status }) => status === 429)).toHaveLength(story.scripted429);
  const writes = log.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/query'));
  expect((await countSendings(story)) + story.forgotten).toBeGreaterThanOrEqual(writes.length);
}

async function timeSpentOf({ server }: Story) {
  const [worklog] = (await server.call<{ items: Worklog[] }>('GET', '/worklogs?limit=1')).body.items;
  return worklog === undefined ? [] : [worklog.timeSpent];
}

async function countSendings({ server }: Story): Promise<number> {
  const counted = await server.services.db.execute(
    sql`select count(*)::int as count from audit_entry where action like 'worklog.%.sending'`,
  );
  return rows<{ count: number }>(counted)[0]?.count ?? 0;
}
