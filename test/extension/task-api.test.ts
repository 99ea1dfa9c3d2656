import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Result } from '../../extension/core/failure.ts';
import { createHttp } from '../../extension/host/http.ts';
import { createTaskApi, type TaskApi } from '../../extension/host/task-api.ts';
import { minuteMs } from '../support/clock.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { texts } from '../server/worklogs/support.ts';
import { ana } from './support/context.ts';

// The editor's calls against the whole server and the sample workspace.

let server: TestServer;
let api: TaskApi;
let refused: string[];

beforeEach(async () => {
  server = await startTestServer();
  await server.connect();
  const { token } = await server.addDeveloper('Hana Kovac', 'hana.kovac@example.com');
  refused = [];
  api = apiWith(token);
});

afterEach(() => server.close());

function apiWith(token: string | null): TaskApi {
  const account =
    token === null ? null : { ...ana, address: 'http://tickmark.test', token, departmentId: server.departmentId };
  const http = createHttp({
    fetch: async (url, init) => server.request(url.replace('http://tickmark.test', ''), init),
    userAgent: 'test',
  });
  return createTaskApi(http, { account: () => account, refuse: () => void refused.push(token ?? '') });
}

function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.detail}`);
  return result.value;
}

const branch = { repository: 'git.example.com/team/app', branch: 'tidy-up' };

test('tasks are found by their words and by their key, and my own are those assigned to me', async () => {
  const all = given(await api.search(''));
  expect(all.length).toBeGreaterThan(10);
  expect(given(await api.search('NT-42')).map(({ key }) => key)).toContain('NT-42');
  const mine = given(await api.mine());
  expect(mine.length).toBeGreaterThan(0);
  for (const { assignees } of mine) expect(assignees.map(({ name }) => name)).toContain('Hana Kovac');
});

test('the status changes to one of the database, and not when the page has another one than was seen', async () => {
  const statuses = given(await api.statuses('NT-42'));
  const now = statuses.find(({ current }) => current)?.name ?? '';
  const done = statuses.find(({ defaultStatus }) => defaultStatus === 'DONE');
  const changed = given(await api.setStatus('NT-42', { status: done?.id ?? '', expected: now }));
  expect(changed.status).toBe(done?.name);
  expect(await api.setStatus('NT-42', { status: now, expected: now })).toMatchObject({
    ok: false,
    failure: { kind: 'refused', code: 'issue.changed' },
  });
});

test('a person takes a task and gives it back', async () => {
  const names = ({ assignees }: { assignees: { name: string | null }[] }) => assignees.map(({ name }) => name);
  expect(names(given(await api.assignMe('NT-42', true)))).toContain('Hana Kovac');
  expect(names(given(await api.assignMe('NT-42', false)))).not.toContain('Hana Kovac');
});

test('a task is made once, however often it is sent, and can be read', async () => {
  const sources = given(await api.sources());
  expect(sources.map(({ prefix }) => prefix)).toContain('NT');
  const source = sources.find(({ prefix }) => prefix === 'NT');
  const task = {
    id: randomUUID(),
    title: 'Say why',
    sourceId: source?.id ?? '',
    assignToMe: true,
    text: 'Noted in a.ts, line 12.',
  };
  const made = given(await api.createIssue(task));
  expect(given(await api.createIssue(task)).key).toBe(made.key);
  const page = given(await api.document(made.id));
  expect(page.title).toBe('Say why');
  expect(page.markdown).toContain('Noted in a.ts, line 12.');
  expect(page.properties.map(({ name }) => name)).toContain('Status');
  expect(given(await api.issue(made.key ?? '')).id).toBe(made.id);
});

test('a comment with a link is posted once, however often it is sent', async () => {
  const comment = {
    id: randomUUID(),
    text: 'Why?',
    link: { url: 'https://github.com/t/a/blob/c/a.ts#L3', title: 'a.ts:3' },
  };
  for (let attempt = 0; attempt < 2; attempt += 1) given(await api.comment('NT-42', comment));
  await server.deliver();
  const posted = texts(server).filter((text) => text.includes('Why?'));
  expect(posted).toHaveLength(1);
});

test('a branch is linked by hand, belongs to none by hand, and goes back to what its name says', async () => {
  expect(given(await api.linkBranch(branch, 'NT-42'))).toMatchObject({ rule: 'explicit', issue: { key: 'NT-42' } });
  expect(given(await api.linkBranch(branch, null))).toMatchObject({ rule: 'explicit', issue: null });
  expect(given(await api.unlinkBranch(branch))).toMatchObject({ rule: 'none', issue: null });
});

test('signed out, nothing is asked, and a token that is not accepted is told to the session', async () => {
  expect(await apiWith(null).mine()).toMatchObject({ ok: false, failure: { kind: 'unauthorised' } });
  expect(refused).toEqual([]);
  expect(await apiWith('tm_wrong').mine()).toMatchObject({ ok: false, failure: { kind: 'unauthorised' } });
  expect(refused).toEqual(['tm_wrong']);
});

test('a task that there is not is told as one', async () => {
  server.clock.advance(minuteMs);
  expect(await api.issue('NT-99999')).toMatchObject({ ok: false, failure: { code: 'issue.not_found' } });
});
