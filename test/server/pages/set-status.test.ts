import { describe, expect, it } from 'vitest';
import type { StatusChange } from '../../../shared/api/issues.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { beforeAnswer, historyOf, readIssue, setCapabilities, sweep, tick } from '../sources/support.ts';
import { closedAddress, requestsSince, withNotionAt } from '../worklogs/support.ts';
import { audited, cell, integrationId, setStatus, statusesOf, toldOf } from './support.ts';

describe('the statuses a task can have', () => {
  const server = useTestServer();

  it('are those of its database, in its order, with their groups, colours and meaning, and no request for them', async () => {
    await server().connect();
    const { requestsLog } = server().sample.workspace;
    const before = requestsLog.length;
    const options = await statusesOf(server());
    const column = server()
      .sample.workspace.dataSource(server().sample.tasksId)
      .properties.find(({ name }) => name === 'Status');
    const wanted = column?.type === 'status' ? column.options : [];
    expect(options.map(({ id, name, color }) => ({ id, name, color }))).toEqual(wanted);
    expect(options.find(({ current }) => current)).toEqual({
      id: wanted.find(({ name }) => name === 'In Progress')?.id,
      name: 'In Progress',
      group: 'In progress',
      color: wanted.find(({ name }) => name === 'In Progress')?.color,
      defaultStatus: 'IN_PROGRESS',
      current: true,
    });
    expect(options.filter(({ current }) => current)).toHaveLength(1);
    expect(requestsLog).toHaveLength(before);
  });

  it('are known for a Select named Status too, and are none where there is no such property', async () => {
    const { sample, connect } = server();
    const { people } = sample.workspace;
    people.removeProperty(sample.tasksId, 'Status');
    people.addProperty(sample.tasksId, 'Status', {
      type: 'select',
      options: [
        { id: 'a', name: 'Doing', color: 'blue' },
        { id: 'b', name: 'Done', color: 'green' },
      ],
    });
    await connect();
    expect(await statusesOf(server())).toMatchObject([
      { id: 'a', name: 'Doing', group: null, color: 'blue', defaultStatus: 'IN_PROGRESS', current: false },
      { id: 'b', name: 'Done', group: null, color: 'green', defaultStatus: 'DONE', current: false },
    ]);
    people.removeProperty(sample.tasksId, 'Status');
    await tick(server());
    expect(await statusesOf(server())).toEqual([]);
    expect((await server().call('GET', '/issues/NT-999999/statuses')).status).toBe(404);
  });
});

describe('a status that a person sets', () => {
  const server = useTestServer();
  const people = () => server().sample.workspace.people;
  const pageId = () => server().sample.workspace.findPage('NT-42');

  it('is written to Notion, stored and told, and begins exactly now', async () => {
    const { clock, connect } = server();
    await connect();
    clock.advance(7 * minuteMs + 23 * secondMs);
    const told = await toldOf(server(), (await readIssue(server(), 'NT-42')).id);
    const wanted: StatusChange = { status: 'In Review', expected: 'In Progress' };
    const { status, body } = await setStatus(server(), wanted);
    expect([status, body.status, body.defaultStatus]).toEqual([200, 'In Review', 'IN_PROGRESS']);
    expect(cell(server(), 'Status')).toBe('In Review');
    const [, now] = await historyOf(server(), 'NT-42');
    expect(now).toEqual({
      status: 'In Review',
      defaultStatus: 'IN_PROGRESS',
      startedAt: '2026-03-02T09:07:23.000Z',
      endedAt: null,
      startKnown: true,
      uncertaintySeconds: 0,
    });
    expect(await toldOf(server(), body.id)).toBe(told + 1);
    expect((await audited(server(), 'issue.status.%')).map(({ action, detail }) => [action, detail])).toEqual([
      ['issue.status.sending', expect.objectContaining({ before: 'In Progress', after: 'In Review', attempt: 1 })],
      ['issue.status.changed', expect.objectContaining({ before: 'In Progress', after: 'In Review' })],
    ]);
  });

  it('makes no second period when the page comes back in the next polls, and none in a comparison', async () => {
    const { clock, connect } = server();
    await connect();
    clock.advance(90 * secondMs);
    await setStatus(server(), { status: 'In Review' });
    const after = await historyOf(server(), 'NT-42');
    for (let polls = 0; polls < 3; polls += 1) {
      await tick(server());
      clock.advance(minuteMs);
    }
    await sweep(server());
    expect(await historyOf(server(), 'NT-42')).toEqual(after);
    expect(after.map(({ status }) => status)).toEqual(['In Progress', 'In Review']);
  });

  it('may be named by the id of its option or by its exact name', async () => {
    await server().connect();
    const options = await statusesOf(server());
    const id = options.find(({ name }) => name === 'QA')?.id ?? '';
    expect((await setStatus(server(), { status: id })).body.status).toBe('QA');
    expect((await setStatus(server(), { status: 'In Review' })).body.status).toBe('In Review');
    expect((await setStatus(server(), { status: 'in review' })).body.code).toBe('status.not_an_option');
  });

  it('of a Select named Status is written as such, and never makes a new option', async () => {
    const { sample, connect } = server();
    people().removeProperty(sample.tasksId, 'Status');
    const options = [
      { id: 'a', name: 'Doing', color: 'blue' as const },
      { id: 'b', name: 'Done', color: 'green' as const },
    ];
    people().addProperty(sample.tasksId, 'Status', { type: 'select', options });
    await connect();
    const { body } = await setStatus(server(), { status: 'Done', expected: null });
    expect([body.status, body.defaultStatus, cell(server(), 'Status')]).toEqual(['Done', 'DONE', 'Done']);
    expect((await setStatus(server(), { status: 'Finished' })).body.code).toBe('status.not_an_option');
    const column = sample.workspace.dataSource(sample.tasksId).properties.find(({ name }) => name === 'Status');
    expect(column?.type === 'select' && column.options).toHaveLength(2);
  });

  it('is refused when the page has another status than the person saw, which is named and shown from then on', async () => {
    const { connect } = server();
    await connect();
    people().setStatus(pageId(), 'QA');
    const { status, body } = await setStatus(server(), { status: 'In Review', expected: 'In Progress' });
    expect([status, body.code, body.field]).toEqual([409, 'issue.changed', 'expected']);
    expect(body.detail).toContain('Its status is "QA" now.');
    expect(cell(server(), 'Status')).toBe('QA');
    expect((await readIssue(server(), 'NT-42')).status).toBe('QA');
    const none = await setStatus(server(), { status: 'In Review', expected: null });
    expect(none.body.code).toBe('issue.changed');
  });

  it('that it has already is written by nobody and refused to nobody, whatever was expected', async () => {
    const { connect, sample } = server();
    await connect();
    people().setStatus(pageId(), 'QA');
    const before = sample.workspace.requestsLog.length;
    const { status, body } = await setStatus(server(), { status: 'QA', expected: 'In Progress' });
    expect([status, body.status]).toEqual([200, 'QA']);
    expect(requestsSince(server(), before)).toEqual(['GET /v1/pages/…']);
  });

  it('that was added since the last tick is known, and one that was removed is named as gone', async () => {
    const { connect, sample } = server();
    await connect();
    people().addStatusOption(sample.tasksId, 'Waiting', 'In progress');
    expect((await setStatus(server(), { status: 'Waiting' })).body.status).toBe('Waiting');
    people().removeStatusOption(sample.tasksId, 'QA');
    const { status, body } = await setStatus(server(), { status: 'QA' });
    expect([status, body.code, body.field]).toEqual([409, 'status.not_an_option', 'status']);
    expect(body.detail).toContain('"Waiting"');
    expect((await statusesOf(server())).map(({ name }) => name)).not.toContain('QA');
  });

  it('is refused where the database has no status, also when that was removed a moment ago', async () => {
    const { connect, sample } = server();
    await connect();
    people().removeProperty(sample.tasksId, 'Status');
    const { status, body } = await setStatus(server(), { status: 'In Review' });
    expect([status, body.code]).toEqual([409, 'issue.no_status']);
  });

  it('is refused for a page in the trash, which is known as such from then on', async () => {
    await server().connect();
    people().trash(pageId());
    const { status, body } = await setStatus(server(), { status: 'In Review' });
    expect([status, body.code, body.detail]).toEqual([409, 'notion.page_gone', 'The page is in the trash.']);
    expect((await readIssue(server(), 'NT-42')).state).toBe('trashed');
  });

  it('is refused for a page that is not shared any more, or was moved away', async () => {
    const { connect, sample } = server();
    await connect();
    people().restrictPage(pageId());
    expect((await setStatus(server(), { status: 'In Review' })).body).toMatchObject({
      code: 'notion.page_gone',
      detail: expect.stringContaining('not shared') as unknown,
    });
    people().unrestrictPage(pageId());
    const { dataSourceIds } = people().addDatabase('Elsewhere', [
      { title: 'Elsewhere', columns: [{ name: 'Name', type: 'title' }] },
    ]);
    people().share(sample.workspace.dataSource(dataSourceIds[0] ?? '').databaseId, integrationId(server()));
    people().movePage(pageId(), dataSourceIds[0] ?? '');
    expect((await server().call('PUT', '/issues/NT-42/status', { status: 'In Review' })).body).toMatchObject({
      code: 'notion.page_gone',
      detail: expect.stringContaining('moved') as unknown,
    });
  });

  it('names the capability that the connection lacks', async () => {
    await server().connect();
    setCapabilities(server(), { updateContent: false });
    const { status, body } = await setStatus(server(), { status: 'In Review' });
    expect([status, body.code]).toEqual([403, 'notion.capability']);
    expect(body.detail).toContain('"Update content"');
    setCapabilities(server(), { updateContent: true, readContent: false });
    expect((await setStatus(server(), { status: 'In Review' })).body.detail).toContain('"Read content"');
  });

  it('says when Notion asks to wait, is away, does not take the token, or is not connected', async () => {
    const { sample, connect, departmentId, services } = server();
    expect((await setStatus(server(), { status: 'In Review' })).body.code).toBe('issue.not_found');
    await connect();
    const { faults } = sample.workspace;
    const limited = { kind: 'status', status: 429, code: 'rate_limited', headers: { 'retry-after': '40' } } as const;
    faults.next({ method: 'PATCH', path: '/v1/pages' }, { answer: limited });
    const told = await setStatus(server(), { status: 'In Review' });
    expect([told.status, told.body.code]).toEqual([503, 'notion.rate_limited']);
    server().clock.advance(minuteMs);
    faults.next(
      { method: 'PATCH', path: '/v1/pages' },
      { answer: { kind: 'status', status: 401, code: 'unauthorized' } },
    );
    expect((await setStatus(server(), { status: 'In Review' })).body.code).toBe('notion.auth');
    const away = withNotionAt(server(), await closedAddress());
    const real = services.notion;
    Object.assign(services, { notion: away.notion });
    const offline = await setStatus(server(), { status: 'In Review' });
    Object.assign(services, { notion: real });
    expect([offline.status, offline.body.code]).toEqual([503, 'notion.unavailable']);
    expect(cell(server(), 'Status')).toBe('In Progress');
    const settings = { enabled: false, database: sample.databaseUrl, prefix: 'NT' };
    await server().call('PUT', `/departments/${departmentId}/notion`, settings);
    expect((await setStatus(server(), { status: 'In Review' })).body.code).toBe('notion.disabled');
  });

  it('that Notion answers without taking is no success: its property was removed meanwhile', async () => {
    const { sample, connect } = server();
    await connect();
    const patch = { method: 'PATCH', path: '/v1/pages' };
    beforeAnswer(server(), patch, () => people().removeProperty(sample.tasksId, 'Status'));
    const { status, body } = await setStatus(server(), { status: 'In Review' });
    expect([status, body.code]).toEqual([409, 'issue.no_status']);
  });

  it('that Notion refuses because it was removed meanwhile is named as gone', async () => {
    const { sample, connect } = server();
    await connect();
    const patch = { method: 'PATCH', path: '/v1/pages' };
    beforeAnswer(server(), patch, () => people().removeStatusOption(sample.tasksId, 'QA'));
    const { status, body } = await setStatus(server(), { status: 'QA' });
    expect([status, body.code]).toEqual([409, 'status.not_an_option']);
    expect(cell(server(), 'Status')).toBe('In Progress');
  });

  it('is refused with the reason when the page was put into the trash meanwhile', async () => {
    await server().connect();
    beforeAnswer(server(), { method: 'PATCH', path: '/v1/pages' }, () => people().trash(pageId()));
    expect((await setStatus(server(), { status: 'QA' })).body.code).toBe('notion.page_gone');
  });

  it.each([
    ['the connection breaks after it was saved', { kind: 'reset' }, 'applied'],
    ['Notion answers 503 after it was saved', { kind: 'status', status: 503, code: 'service_unavailable' }, 'applied'],
    ['the answer is cut off', { kind: 'truncated' }, 'applied'],
    ['the connection breaks before it was saved', { kind: 'reset' }, 'none'],
    ['Notion answers 502 and saves nothing', { kind: 'html', status: 502 }, 'none'],
    ['Notion could not save it at once', { kind: 'status', status: 409, code: 'conflict_error' }, 'none'],
  ] as const)('is there once when %s', async (_, answer, effect) => {
    const { sample, connect, clock } = server();
    await connect();
    clock.advance(minuteMs);
    sample.workspace.faults.next({ method: 'PATCH', path: '/v1/pages' }, { answer, effect });
    const { status, body } = await setStatus(server(), { status: 'In Review', expected: 'In Progress' });
    expect([status, body.status]).toEqual([200, 'In Review']);
    expect(cell(server(), 'Status')).toBe('In Review');
    await tick(server());
    expect((await historyOf(server(), 'NT-42')).map((period) => period.status)).toEqual(['In Progress', 'In Review']);
  });

  it('is not sent again after an unclear end when somebody else gave the page another status', async () => {
    const { sample, connect } = server();
    await connect();
    const late = sample.workspace.faults.next(
      { method: 'PATCH', path: '/v1/pages' },
      { answer: { kind: 'silence' }, effect: 'none' },
    );
    const answer = setStatus(server(), { status: 'In Review', expected: 'In Progress' });
    await late.reached;
    people().setStatus(pageId(), 'QA');
    late.release();
    expect((await answer).body).toMatchObject({ code: 'issue.changed' });
    expect(cell(server(), 'Status')).toBe('QA');
  });

  it('stays unclear, and says so, when Notion fails again and again', async () => {
    const { sample, connect } = server();
    await connect();
    const failing = { answer: { kind: 'html', status: 502 } } as const;
    sample.workspace.faults.next({ method: 'PATCH', path: '/v1/pages', times: 2 }, failing);
    const { status, body } = await setStatus(server(), { status: 'In Review' });
    expect([status, body.code]).toEqual([503, 'notion.unclear']);
    expect((await audited(server(), 'issue.status.%')).map(({ action }) => action)).toEqual([
      'issue.status.sending',
      'issue.status.unclear',
      'issue.status.sending',
      'issue.status.unclear',
    ]);
    expect((await setStatus(server(), { status: 'In Review' })).body.status).toBe('In Review');
  });

  it('that Notion says it saved is not sent again, even where it cannot be seen yet', async () => {
    const { sample, connect } = server();
    await connect();
    const before = sample.workspace.requestsLog.length;
    const additionalData = { retry_guidance: 'The change was saved. Read it before you repeat.' };
    sample.workspace.faults.next(
      { method: 'PATCH', path: '/v1/pages' },
      { answer: { kind: 'status', status: 503, code: 'service_unavailable', additionalData } },
    );
    expect((await setStatus(server(), { status: 'In Review' })).body.code).toBe('notion.unclear');
    expect(requestsSince(server(), before).filter((request) => request.startsWith('PATCH'))).toHaveLength(1);
  });

  it('is changed by one person at a time', async () => {
    const { sample, connect } = server();
    await connect();
    const held = sample.workspace.faults.next(
      { method: 'PATCH', path: '/v1/pages' },
      { answer: { kind: 'real' }, hold: true },
    );
    const first = setStatus(server(), { status: 'In Review', expected: 'In Progress' });
    await held.reached;
    const second = await setStatus(server(), { status: 'QA', expected: 'In Progress' });
    held.release();
    expect([second.status, second.body.code]).toEqual([409, 'issue.busy']);
    expect((await first).body.status).toBe('In Review');
    expect((await setStatus(server(), { status: 'QA', expected: 'In Progress' })).body.code).toBe('issue.changed');
  });

  it('is not taken back by a run that had read the page before', async () => {
    const { sample, connect, clock } = server();
    const left = people().addPerson({ name: 'Somebody who leaves', email: null });
    people().deactivatePerson(left);
    await connect();
    clock.advance(10 * minuteMs);
    // The run asks for the name of somebody who left: by then it has read the page.
    people().setProperty(pageId(), 'Assignee', [left]);
    const users = { method: 'GET', path: '/v1/users' };
    const held = sample.workspace.faults.next(users, { answer: { kind: 'real' }, hold: true });
    const run = tick(server());
    await held.reached;
    clock.advance(secondMs);
    expect((await setStatus(server(), { status: 'In Review' })).body.status).toBe('In Review');
    held.release();
    await run;
    expect((await readIssue(server(), 'NT-42')).status).toBe('In Review');
    clock.advance(10 * minuteMs);
    await tick(server());
    expect((await historyOf(server(), 'NT-42')).map(({ status }) => status)).toEqual(['In Progress', 'In Review']);
  });

  it.each([
    [{}, 'status'],
    [{ status: '' }, 'status'],
    [{ status: 'x'.repeat(201) }, 'status'],
    [{ status: 'In Review', expected: 7 }, 'expected'],
    [{ status: 'In Review', forced: true }, 'forced'],
  ])('is refused with %j', async (input, field) => {
    const { status, body } = await setStatus(server(), input);
    expect([status, body.code, body.field]).toEqual([400, 'request.invalid', field]);
  });
});
