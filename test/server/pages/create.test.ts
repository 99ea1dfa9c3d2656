import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../shared/api/issues.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { beforeAnswer, historyOf, setCapabilities, sweep, tick } from '../sources/support.ts';
import { requestsSince } from '../worklogs/support.ts';
import { audited, type Told } from './support.ts';

const post = { method: 'POST', path: /^\/v1\/pages$/u };

describe('a task that a person makes', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const tasksId = () => server().sample.tasksId;
  const create = (body: object = {}, token?: string) =>
    server().call<Told<Issue>>('POST', '/issues', { id: randomUUID(), title: 'Made here', ...body }, token);
  const sourceOf = async (title: string) => {
    const path = `/departments/${server().departmentId}/sources`;
    const { body } = await server().call<{ items: { id: string; name: string }[] }>('GET', path);
    return body.items.find(({ name }) => name === title)?.id ?? '';
  };
  /** The pages of this title in the database of tasks, in the trash or not. */
  const made = (title = 'Made here') =>
    workspace()
      .rows(tasksId())
      .filter((id) => workspace().value(id, 'Name') === title);
  /** A connected server and the source of the tasks. */
  async function connected() {
    await server().connect();
    return { sourceId: await sourceOf('Tasks') };
  }

  it('is a page in Notion with the key that Notion gave it, known at once and told', async () => {
    const { sourceId } = await connected();
    server().clock.advance(90 * secondMs);
    const id = randomUUID();
    const text = 'src/app.ts, line 12\n\nSee https://example.com/x.';
    const { status, body } = await create({ id, sourceId, status: 'In Progress', text });
    expect([status, body.key, body.title, body.status]).toEqual([201, 'NT-1338', 'Made here', 'In Progress']);
    const [pageId = ''] = made();
    expect(body.pageId).toBe(pageId);
    expect(
      workspace()
        .page(pageId)
        ?.blocks.map(({ type, parts }) => [type, parts]),
    ).toEqual([
      ['paragraph', [{ kind: 'text', text: 'src/app.ts, line 12', url: null }]],
      [
        'paragraph',
        [
          { kind: 'text', text: 'See ', url: null },
          { kind: 'text', text: 'https://example.com/x', url: 'https://example.com/x' },
          { kind: 'text', text: '.', url: null },
        ],
      ],
    ]);
    expect(await historyOf(server(), 'NT-1338')).toEqual([
      expect.objectContaining({
        status: 'In Progress',
        startedAt: '2026-03-02T09:01:30.000Z',
        startKnown: true,
        uncertaintySeconds: 0,
      }),
    ]);
    expect((await audited(server(), 'issue.crea%')).map(({ action, subject }) => [action, subject])).toEqual([
      ['issue.creation.wanted', id],
      ['issue.creation.sending', id],
      ['issue.created', id],
    ]);
  });

  it('has the default status of the database and no content when none is given, and comes back once in the polls', async () => {
    const { sourceId } = await connected();
    server().clock.advance(minuteMs);
    const { body } = await create({ sourceId });
    expect([body.status, workspace().page(body.pageId)?.blocks]).toEqual(['To-do', []]);
    for (let polls = 0; polls < 2; polls += 1) await tick(server());
    await sweep(server());
    const { body: found } = await server().call<{ items: Issue[] }>('GET', '/issues?search=Made here');
    expect(found.items.map(({ id }) => id)).toEqual([body.id]);
    expect(await historyOf(server(), body.id)).toHaveLength(1);
  });

  it('links the branches that waited for its key', async () => {
    const { sourceId } = await connected();
    const branch = '/branches/resolve?branch=feature/NT-1338&repository=example.org/app';
    expect((await server().call('GET', branch)).body).toMatchObject({ rule: 'waiting' });
    const { body } = await create({ sourceId });
    expect((await server().call('GET', branch)).body).toMatchObject({ rule: 'number', issue: { id: body.id } });
  });

  it('is assigned to the caller who wants it', async () => {
    const { sourceId } = await connected();
    const mira = [...workspace().desk.state.users.values()].find(({ name }) => name === 'Mira Dahlgren');
    const { token } = await server().addDeveloper('Mira', mira?.email ?? '');
    const { body } = await create({ sourceId, assignToMe: true }, token);
    expect(body.assignees).toEqual([{ name: 'Mira Dahlgren', email: mira?.email }]);
    const stranger = await server().addDeveloper('Stranger', 'stranger@studio.example');
    const refused = await create({ sourceId, assignToMe: true, title: 'Not made' }, stranger.token);
    expect([refused.status, refused.body.code, made('Not made')]).toEqual([409, 'person.not_in_notion', []]);
  });

  it('is the same task when the same id comes again with the same content, and refused with another one', async () => {
    const { sourceId } = await connected();
    const id = randomUUID();
    const first = await create({ id, sourceId });
    const again = await create({ id, sourceId });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    for (const change of [{ title: 'Another' }, { text: 'more' }, { status: 'QA' }, { assignToMe: true }]) {
      const other = await create({ id, sourceId, ...change });
      expect([other.status, other.body.code, other.body.field]).toEqual([409, 'issue.id_conflict', 'id']);
    }
    const { token } = await server().addDeveloper('Somebody else');
    expect((await create({ id, sourceId }, token)).body.code).toBe('issue.id_conflict');
    expect(made()).toHaveLength(1);
  });

  it('is made once when the same request comes twice at the same time', async () => {
    const { sourceId } = await connected();
    const id = randomUUID();
    const held = workspace().faults.next(post, { answer: { kind: 'real' }, hold: true });
    const first = create({ id, sourceId });
    await held.reached;
    expect((await create({ id, sourceId })).body.code).toBe('issue.busy');
    held.release();
    expect((await first).status).toBe(201);
    expect(made()).toHaveLength(1);
  });

  it('needs a database where there are several, one of this department, and its status and assignee', async () => {
    const { sourceId } = await connected();
    const none = await create();
    expect([none.status, none.body.code, none.body.field]).toEqual([400, 'source.required', 'sourceId']);
    expect(none.body.detail).toContain(sourceId);
    const unknown = await create({ sourceId: randomUUID() });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'source.not_found']);
    const option = await create({ sourceId, status: 'Nowhere' });
    expect([option.status, option.body.code, option.body.field]).toEqual([409, 'status.not_an_option', 'status']);
    workspace().people.removeProperty(tasksId(), 'Assignee');
    workspace().people.removeProperty(tasksId(), 'Status');
    await tick(server());
    const mira = [...workspace().desk.state.users.values()].find(({ name }) => name === 'Mira Dahlgren');
    const { token } = await server().addDeveloper('Mira', mira?.email ?? '');
    expect((await create({ sourceId, assignToMe: true }, token)).body.code).toBe('issue.no_assignee');
    expect((await create({ sourceId, status: 'QA' })).body.code).toBe('issue.no_status');
    expect(made()).toEqual([]);
  });

  it('needs no database to be named where there is one', async () => {
    const { dataSourceIds, databaseId } = workspace().people.addDatabase('Only', [
      { title: 'Only', columns: [{ name: 'Title', type: 'title' }] },
    ]);
    const { integrations } = workspace().snapshot();
    workspace().people.share(databaseId, integrations.find(({ botId }) => botId === server().sample.botId)?.id ?? '');
    const settings = { enabled: true, database: databaseId, token: server().sample.token, prefix: 'NT' };
    await server().call('PUT', `/departments/${server().departmentId}/notion`, settings);
    await server().settled();
    const { status, body } = await create();
    expect([status, body.key, body.status]).toEqual([201, null, null]);
    expect(workspace().rows(dataSourceIds[0] ?? '')).toEqual([body.pageId]);
  });

  it('is refused with the reason: a missing capability, a removed status, a database that is not shared', async () => {
    const { sourceId } = await connected();
    const id = randomUUID();
    setCapabilities(server(), { insertContent: false });
    const forbidden = await create({ id, sourceId, status: 'QA' });
    expect([forbidden.status, forbidden.body.code]).toEqual([403, 'notion.capability']);
    expect(forbidden.body.detail).toContain('"Insert content"');
    setCapabilities(server(), { insertContent: true });
    beforeAnswer(server(), post, () => workspace().people.removeStatusOption(tasksId(), 'QA'));
    expect((await create({ id, sourceId, status: 'QA' })).body.code).toBe('status.not_an_option');
    const before = workspace().requestsLog.length;
    const integration = workspace()
      .snapshot()
      .integrations.find(({ botId }) => botId === server().sample.botId);
    workspace().people.unshareDatabase(server().sample.databaseId, integration?.id ?? '');
    expect((await create({ id: randomUUID(), sourceId })).body.code).toBe('notion.not_shared');
    expect(requestsSince(server(), before)).toEqual(['POST /v1/pages']);
    expect(made()).toEqual([]);
  });

  it('may be sent again after it was refused, and is made then', async () => {
    const { sourceId } = await connected();
    const id = randomUUID();
    const limited = { kind: 'status', status: 429, code: 'rate_limited', headers: { 'retry-after': '20' } } as const;
    workspace().faults.next(post, { answer: limited });
    expect((await create({ id, sourceId })).body.code).toBe('notion.rate_limited');
    server().clock.advance(minuteMs);
    expect((await create({ id, sourceId })).status).toBe(201);
    expect(made()).toHaveLength(1);
  });

  it('is known by the connection that may not read pages as soon as it may', async () => {
    const { sourceId } = await connected();
    const id = randomUUID();
    setCapabilities(server(), { readContent: false });
    const blind = await create({ id, sourceId });
    expect([blind.status, blind.body.code]).toEqual([403, 'notion.capability']);
    expect(blind.body.detail).toContain('"Read content"');
    setCapabilities(server(), { readContent: true });
    const { status, body } = await create({ id, sourceId });
    expect([status, body.key, made()]).toEqual([201, 'NT-1338', [body.pageId]]);
  });

  it.each([
    [{ title: '' }, 'title'],
    [{ title: 'two\nlines' }, 'title'],
    [{ title: 'x'.repeat(501) }, 'title'],
    [{ id: '42' }, 'id'],
    [{ sourceId: 'tasks' }, 'sourceId'],
    [{ status: '' }, 'status'],
    [{ assignToMe: 'yes' }, 'assignToMe'],
    [{ text: 'x'.repeat(20_001) }, 'text'],
    [{ text: 'a\u0000b' }, 'text'],
    [{ priority: 'High' }, 'priority'],
  ])('is refused with %j, and nothing is made', async (change, field) => {
    const { sourceId } = await connected();
    const { status, body } = await create({ sourceId, ...change });
    expect([status, body.code, body.field]).toEqual([400, 'request.invalid', field]);
  });

  it('belongs to the department of the caller, whose databases alone can be named', async () => {
    const { sourceId } = await connected();
    const { token } = await server().addDeveloper('Developer');
    const other = await server().call<{ id: string }>('POST', '/departments', { name: 'Other' });
    const foreign = await create({ departmentId: other.body.id }, token);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'department.not_found']);
    const theirs = await create({ departmentId: other.body.id, sourceId });
    expect([theirs.status, theirs.body.code]).toEqual([404, 'source.not_found']);
    const id = randomUUID();
    expect((await create({ id, sourceId, departmentId: server().departmentId })).status).toBe(201);
  });
});
