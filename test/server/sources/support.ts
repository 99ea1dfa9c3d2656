import { expect } from 'vitest';
import type { NotionConnection, Run } from '../../../shared/api/notion.ts';
import type { Issue, IssueHistory } from '../../../shared/api/issues.ts';
import type { FaultMatch } from '../../../server/demo/workspace/faults.ts';
import type { Capabilities } from '../../../server/demo/workspace/records.ts';
import type { IssueRow } from '../../../server/issues/issues.repository.ts';
import { issue } from '../../../server/issues/issues.table.ts';
import { hourMs, minuteMs } from '../../support/clock.ts';
import type { TestServer } from '../../support/server.ts';
import { truthOf, type TruthOptions } from './truth.ts';

/** The issues of the department as the database holds them. */
export async function storedIssues({ services }: TestServer): Promise<IssueRow[]> {
  return services.db.select().from(issue);
}

export async function storedPage(server: TestServer, pageId: string): Promise<IssueRow> {
  const found = (await storedIssues(server)).find((row) => row.pageId === pageId);
  if (found === undefined) throw new Error(`The page ${pageId} is not stored`);
  return found;
}

const byPage = (left: { pageId: string }, right: { pageId: string }) => (left.pageId < right.pageId ? -1 : 1);

/** Compares the store with the workspace, row by row and field by field. */
export async function expectStoreIsTrue(server: TestServer, options: Record<string, TruthOptions> = {}): Promise<void> {
  const { workspace, tasksId, bugsId } = server.sample;
  const truth = [tasksId, bugsId].flatMap((id) => truthOf(workspace, id, options[id]));
  const stored = await storedIssues(server);
  const active = stored.filter(({ state }) => state === 'active');
  const live = truth.filter((row) => row.live);
  const told = (rows: readonly Pick<IssueRow, (typeof fields)[number]>[]) =>
    rows.toSorted(byPage).map((row) => Object.fromEntries(fields.map((field) => [field, row[field]])));
  expect(told(active)).toEqual(told(live));
  expect(new Set(stored.map(({ pageId }) => pageId)).size).toBe(stored.length);
}

const fields = [
  'pageId',
  'projectKey',
  'number',
  'title',
  'status',
  'statusOptionId',
  'defaultStatus',
  'assignee',
  'assignees',
  'priority',
  'originalTimeEstimate',
  'spentHours',
  'notionCreatedAt',
  'notionEditedAt',
] as const satisfies (keyof IssueRow)[];

export async function readIssue(server: TestServer, key: string): Promise<Issue> {
  const answer = await server.call<Issue>('GET', `/issues/${key}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

export async function historyOf(server: TestServer, key: string): Promise<IssueHistory['items']> {
  return (await server.call<IssueHistory>('GET', `/issues/${key}/history`)).body.items;
}

export async function connectionOf(server: TestServer): Promise<NotionConnection> {
  return (await server.call<NotionConnection>('GET', `/departments/${server.departmentId}/notion`)).body;
}

export async function lastRun(server: TestServer): Promise<Run> {
  const run = (await connectionOf(server)).lastRun;
  if (run === null) throw new Error('There was no run yet');
  return run;
}

/** One run by hand, finished. */
export async function sync(server: TestServer): Promise<Run> {
  const answer = await server.call<{ runId: string }>('POST', `/notion/sync/${server.departmentId}`);
  expect(answer.status).toBe(202);
  await server.settled();
  return (await server.call<Run>('GET', `/runs/${answer.body.runId}`)).body;
}

/** A tick of the poller, finished, and its run. */
export async function tick(server: TestServer): Promise<Run> {
  await server.poll();
  return lastRun(server);
}

/** A tick a day later, which compares everything. */
export async function sweep(server: TestServer): Promise<Run> {
  server.clock.advance(25 * hourMs);
  return tick(server);
}

/** A tick ten minutes later. */
export async function nextTick(server: TestServer): Promise<Run> {
  server.clock.advance(10 * minuteMs);
  return tick(server);
}

/** The requests that Notion saw while something was done. */
export async function requestsDuring(server: TestServer, work: () => Promise<unknown>): Promise<string[]> {
  const { requestsLog } = server.sample.workspace;
  const before = requestsLog.length;
  await work();
  return requestsLog.slice(before).map(({ method, path }) => `${method} ${path}`);
}

/** Saves settings as an administrator; what is left out is that of the sample. */
export async function save(server: TestServer, settings: Record<string, unknown> = {}) {
  const { sample, departmentId } = server;
  const body = { enabled: true, database: sample.databaseUrl, token: sample.token, prefix: 'NT', ...settings };
  const answer = await server.call<NotionConnection & { code?: string; detail?: string }>(
    'PUT',
    `/departments/${departmentId}/notion`,
    body,
  );
  await server.settled();
  return answer;
}

/** Waits for what happens in the background, without letting the clock go on. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 20_000; turn += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  throw new Error('It never came to that.');
}

/** Does something at the moment when Notion is about to answer a request, the first that matches. */
export function beforeAnswer({ sample }: TestServer, match: FaultMatch, work: () => void): void {
  const held = sample.workspace.faults.next(match, { answer: { kind: 'real' }, hold: true });
  const released = async () => {
    await held.reached;
    work();
    held.release();
  };
  void released();
}

/** Gives the connection of the sample other capabilities. */
export function setCapabilities({ sample }: TestServer, capabilities: Partial<Capabilities>): void {
  const { desk, people } = sample.workspace;
  const integration = [...desk.state.integrations.values()].find(({ botId }) => botId === sample.botId);
  people.setCapabilities(integration?.id ?? '', capabilities);
}
