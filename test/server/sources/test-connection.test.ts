import { describe, expect, it } from 'vitest';
import type { Check, NotionTest } from '../../../shared/api/notion.ts';
import { useTestServer } from '../../support/server.ts';
import { connectionOf, lastRun, requestsDuring, save, storedIssues } from './support.ts';

describe('Test Connection', () => {
  const server = useTestServer();

  async function test(settings: Record<string, unknown> = {}) {
    const { call, departmentId, sample } = server();
    const body = { database: sample.databaseUrl, token: sample.token, prefix: 'NT', ...settings };
    return call<NotionTest & { code?: string }>('POST', `/departments/${departmentId}/notion/test`, body);
  }
  const checkOf = ({ body }: { body: NotionTest }, name: string): Check => {
    const found = body.checks.find((check) => check.name === name);
    if (found === undefined) throw new Error(`There is no finding "${name}"`);
    return found;
  };
  const tokenWith = (capabilities: object) => {
    const { people } = server().sample.workspace;
    const issued = people.addToken({ capabilities });
    people.share(server().sample.databaseId, issued.integrationId);
    return issued.token;
  };

  it('passes with a good token and names everything it found', async () => {
    const answer = await test();
    expect(answer.status).toBe(200);
    expect(answer.body.ok).toBe(true);
    expect(checkOf(answer, 'token').message).toBe('Notion accepts the token of Sample workspace.');
    expect(checkOf(answer, 'database')).toMatchObject({ ok: true, message: expect.stringContaining('Product tasks') });
    expect(checkOf(answer, 'data sources').message).toBe('2 data sources, all are read: Tasks, Bugs.');
    expect(checkOf(answer, 'status property (Tasks)')).toMatchObject({ ok: true, fix: null });
    expect(checkOf(answer, 'unique id (Tasks)').message).toBe('Keys are NT-1, NT-2 …');
    expect(checkOf(answer, 'time spent (Tasks)')).toMatchObject({ ok: true });
    expect(checkOf(answer, 'comments (Tasks)').ok).toBe(true);
    expect(checkOf(answer, 'users').message).toBe('Names and e-mails of people are visible.');
  });

  it('saves nothing', async () => {
    await test();
    expect(await connectionOf(server())).toMatchObject({ state: 'not_connected', hasToken: false, lastRun: null });
    expect(await storedIssues(server())).toEqual([]);
  });

  it('answers 401 notion.auth for a wrong token, and for the token of a deleted integration', async () => {
    const { sample } = server();
    const wrong = await test({ token: 'ntn_not_a_token_of_this_workspace' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'notion.auth' } });
    sample.workspace.people.revokeToken(sample.token);
    const revoked = await test();
    expect(revoked).toMatchObject({ status: 401, body: { code: 'notion.auth' } });
  });

  it('any token that is not empty is tried, whatever it begins with; white space around it is cut off', async () => {
    const { sample } = server();
    const record = sample.workspace.desk.state.tokens.find(({ token }) => token === sample.token);
    if (record === undefined) throw new Error('The sample has no token');
    record.token = 'secret_of_the_old_kind';
    expect((await test({ token: ' \tsecret_of_the_old_kind\n' })).body.ok).toBe(true);
    expect((await test({ token: 'of no known kind'.replaceAll(' ', '_') })).body.code).toBe('notion.auth');
    expect(await test({ token: '   ' })).toMatchObject({ status: 400, body: { field: 'token' } });
  });

  it('passes although the database is not shared, and then no tasks appear', async () => {
    const { token } = server().sample.workspace.people.addToken();
    const answer = await test({ token });
    expect(answer.body.ok).toBe(true);
    expect(checkOf(answer, 'token').ok).toBe(true);
    expect(checkOf(answer, 'database')).toMatchObject({ ok: false, level: 'error' });
    expect(checkOf(answer, 'database').message).toContain('not shared with the connection, or it does not exist');
    expect(checkOf(answer, 'database').fix).toContain('Connections');
    expect((await save(server(), { token })).body.state).toBe('failing');
    expect(await storedIssues(server())).toEqual([]);
    expect((await lastRun(server())).error?.code).toBe('notion.not_shared');
  });

  it('each database must be shared by itself: one that is not stays unseen beside one that is', async () => {
    const { sample } = server();
    expect(checkOf(await test(), 'database').ok).toBe(true);
    expect(checkOf(await test({ database: sample.privateDatabaseId }), 'database').ok).toBe(false);
    sample.workspace.people.share(sample.privateDatabaseId);
    expect(checkOf(await test({ database: sample.privateDatabaseId }), 'database').ok).toBe(true);
  });

  it('a token from another workspace does not work for this database', async () => {
    const { token } = server().sample.workspace.people.addToken({ name: 'Of somebody else' });
    expect(checkOf(await test({ token }), 'database').ok).toBe(false);
    expect((await test({ token: 'ntn_from_elsewhere' })).status).toBe(401);
  });

  it('a page, an id that is none and a linked view are told apart from a database that is not shared', async () => {
    const { sample } = server();
    const page = checkOf(await test({ database: sample.plainPageId }), 'database');
    expect(page).toMatchObject({ ok: false, message: 'This is a page, not a database' });
    const none = checkOf(await test({ database: 'our tasks' }), 'database');
    expect(none.message).toContain('No id of 32 letters');
    const view = checkOf(await test({ database: sample.linkedViewId }), 'database');
    expect(view.message).toContain('A linked view has no id of its own');
    for (const { fix } of [page, none, view]) expect(fix).not.toBeNull();
  });

  it('a missing status property, one of type select and one of another type are told apart, each with its fix', async () => {
    const { sample } = server();
    const { people } = sample.workspace;
    const name = 'status property (Bugs)';
    expect(checkOf(await test(), name)).toMatchObject({ level: 'warning' });
    expect(checkOf(await test(), name).message).toContain('of type Select');
    people.renameProperty(sample.bugsId, 'status', 'Stage');
    expect(checkOf(await test(), name).message).toBe('There is no property called Status, so every task is UNDEFINED.');
    people.addProperty(sample.bugsId, 'STATUS', { type: 'rich_text' });
    expect(checkOf(await test(), name).message).toContain('of type rich_text, which cannot be read as a status');
    expect(checkOf(await test(), name).fix).toContain('Status');
  });

  it('a prefix that differs, one that is missing and a missing id property are told apart', async () => {
    const { sample } = server();
    const { people } = sample.workspace;
    people.removeProperty(sample.bugsId, 'Number');
    expect(checkOf(await test(), 'unique id (Bugs)').message).toContain('There is no ID property');
    expect(checkOf(await test(), 'unique id (Bugs)').fix).toContain('Add a property of type ID');
    people.changeUniqueIdPrefix(sample.tasksId, null);
    expect(checkOf(await test(), 'unique id (Tasks)')).toMatchObject({ ok: true });
    expect(checkOf(await test(), 'unique id (Tasks)').message).toContain('keys are NT-1, NT-2 … by the setting here');
    people.changeUniqueIdPrefix(sample.tasksId, 'ENG');
    expect((await test({ database: sample.tasksId })).body.checks).toContainEqual(
      expect.objectContaining({
        name: 'unique id',
        level: 'warning',
        message: expect.stringContaining('The prefix in Notion is ENG, the setting here is NT.'),
      }),
    );
  });

  it('a Time Spent that is missing is made later, one of another type is told with what happens then', async () => {
    const { sample } = server();
    expect(checkOf(await test(), 'time spent (Bugs)').message).toContain('added as a Number with the first worklog');
    sample.workspace.people.retypeProperty(sample.tasksId, 'Time Spent', { type: 'rich_text' });
    const wrong = checkOf(await test(), 'time spent (Tasks)');
    expect(wrong).toMatchObject({ level: 'warning' });
    expect(wrong.message).toContain('worklogs are written as comments only');
    expect(wrong.fix).toContain('Number');
  });

  it('names each missing capability that can be found out without writing', async () => {
    const comments = checkOf(await test({ token: tokenWith({ readComments: false }) }), 'comments (Tasks)');
    expect(comments.fix).toContain('"Read comments" and "Insert comments"');
    const emails = checkOf(await test({ token: tokenWith({ userInformation: 'without_email' }) }), 'users');
    expect(emails.message).toContain('E-mails of people are not visible');
    const people = checkOf(await test({ token: tokenWith({ userInformation: 'none' }) }), 'users');
    expect(people.message).toContain('assignees have no names');
    for (const { fix } of [emails, people]) expect(fix).toContain('user information including email');
    const content = await test({ token: tokenWith({ readContent: false }) });
    expect(content.body.ok).toBe(true);
    expect(checkOf(content, 'database').message).toContain('lacks "Read content"');
  });

  it('needs no capability to write: with a read-only connection all that is read passes', async () => {
    const token = tokenWith({ updateContent: false, insertContent: false, insertComments: false });
    const answer = await test({ token });
    expect(answer.body.checks.filter(({ name }) => !name.includes('Bugs')).every(({ ok }) => ok)).toBe(true);
    await save(server(), { token });
    expect((await lastRun(server())).state).toBe('done');
  });

  it('writes nothing to Notion', async () => {
    const requests = await requestsDuring(server(), () => test());
    expect(requests.filter((request) => !request.startsWith('GET ') && !request.endsWith('/query'))).toEqual([]);
  });

  it('uses the saved token when none is typed, and the typed one without saving it', async () => {
    await server().connect();
    const { sample } = server();
    const second = sample.workspace.people.issueSecondToken(sample.token, 'second');
    expect((await test({ token: undefined })).body.ok).toBe(true);
    await test({ token: second.token });
    const labels = sample.workspace.requestsLog.slice(-4).map(({ tokenLabel }) => tokenLabel);
    expect(new Set(labels)).toEqual(new Set(['second']));
    await server().poll();
    expect(sample.workspace.requestsLog.at(-1)?.tokenLabel).toBe('sample token');
  });

  it('says that Notion cannot be reached when it cannot', async () => {
    server().sample.workspace.faults.next({ times: 100 }, { answer: { kind: 'status', status: 502 } });
    expect(await test()).toMatchObject({ status: 503, body: { code: 'notion.unavailable' } });
  });
});
