import { describe, expect, it } from 'vitest';
import type { AssigneeChange, Issue } from '../../../shared/api/issues.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { beforeAnswer, historyOf, readIssue, setCapabilities, tick } from '../sources/support.ts';
import { requestsSince } from '../worklogs/support.ts';
import { audited, cell, type Told } from './support.ts';

describe('taking a task and giving it back', () => {
  const server = useTestServer();
  const people = () => server().sample.workspace.people;
  const idOf = (name: string) => server().sample.people[name] ?? '';
  const pageId = () => server().sample.workspace.findPage('NT-42');
  const assign = (token: string, value: boolean, key = 'NT-42') => {
    const body: AssigneeChange = { assign: value };
    return server().call<Told<Issue>>('PUT', `/issues/${key}/assignee`, body, token);
  };

  /** A developer here who is somebody in Notion. */
  async function mira() {
    await server().connect();
    const user = [...server().sample.workspace.desk.state.users.values()].find(({ name }) => name === 'Mira Dahlgren');
    return { ...(await server().addDeveloper('Mira', user?.email?.toUpperCase())), userId: user?.id ?? '' };
  }

  it('adds the caller to the assignees in Notion and takes them off again, and keeps the others', async () => {
    const { token, userId } = await mira();
    const others = [idOf('Tomasz Brandt'), idOf('Robin')].filter((id) => id !== '');
    people().setProperty(pageId(), 'Assignee', others);
    const taken = await assign(token, true);
    expect([taken.status, taken.body.assignees.map(({ name }) => name)]).toEqual([
      200,
      expect.arrayContaining(['Mira Dahlgren']),
    ]);
    expect(cell(server(), 'Assignee')).toEqual([...others, userId]);
    expect((await readIssue(server(), 'NT-42')).assignees).toEqual(taken.body.assignees);
    const given = await assign(token, false);
    expect([given.status, cell(server(), 'Assignee')]).toEqual([200, others]);
    expect((await audited(server(), 'issue.assignee.changed')).map(({ detail }) => detail)).toEqual([
      { assign: true, userId, others: others.length },
      { assign: false, userId, others: others.length },
    ]);
    await tick(server());
    expect(await historyOf(server(), 'NT-42')).toHaveLength(1);
  });

  it('writes nothing when it is so already', async () => {
    const { token, userId } = await mira();
    people().setProperty(pageId(), 'Assignee', [userId]);
    const before = server().sample.workspace.requestsLog.length;
    expect((await assign(token, true)).status).toBe(200);
    expect(requestsSince(server(), before).filter((request) => request.startsWith('PATCH'))).toEqual([]);
  });

  it('keeps all of more than twenty-five people, whom a page does not show at once', async () => {
    const { token, userId } = await mira();
    const crowd = Array.from({ length: 30 }, (_, index) => people().addPerson({ name: `Person ${index}` }));
    people().setProperty(pageId(), 'Assignee', crowd);
    expect((await assign(token, true)).status).toBe(200);
    expect(cell(server(), 'Assignee')).toEqual([...crowd, userId]);
    expect((await assign(token, false)).status).toBe(200);
    expect(cell(server(), 'Assignee')).toEqual(crowd);
  });

  it('finds a guest, who is in no list, by having been an assignee', async () => {
    const guest = server().sample.people['Olive Marchetti'] ?? '';
    people().setProperty(server().sample.workspace.findPage('NT-44'), 'Assignee', [guest]);
    await server().connect();
    const { token } = await server().addDeveloper('Olive', 'olive@studio.example');
    expect((await assign(token, true)).status).toBe(200);
    expect(cell(server(), 'Assignee')).toContain(guest);
  });

  it('remembers who the caller is, and looks again when Notion no longer says so', async () => {
    const { token, userId } = await mira();
    await assign(token, true);
    const before = server().sample.workspace.requestsLog.length;
    await assign(token, false);
    expect(requestsSince(server(), before)).not.toContain('GET /v1/users');
    const user = server().sample.workspace.desk.state.users.get(userId);
    if (user === undefined) throw new Error('Mira is there');
    const twin = people().addPerson({ name: 'Mira again', email: user.email });
    user.email = null;
    await assign(token, true);
    expect(cell(server(), 'Assignee')).toContain(twin);
  });

  it.each([
    ['an address that nobody has in Notion', 'nobody@studio.example', {}],
    ['an address that was never verified in Notion', 'unproven@studio.example', {}],
    ['no address here', undefined, {}],
    ['an address, where e-mails may not be seen', 'unseen@studio.example', { userInformation: 'without_email' }],
    ['an address, where people may not be seen', 'unseen@studio.example', { userInformation: 'none' }],
  ] as const)('is refused to somebody with %s, with what to do', async (_, email, capabilities) => {
    people().addPerson({ name: 'Unproven', email: 'unproven@studio.example', emailVerified: false });
    people().addPerson({ name: 'Unseen', email: 'unseen@studio.example' });
    await server().connect();
    setCapabilities(server(), capabilities);
    const { token } = await server().addDeveloper('Somebody', email);
    const before = cell(server(), 'Assignee');
    const { status, body } = await assign(token, true);
    expect([status, body.code]).toEqual([409, 'person.not_in_notion']);
    expect(body.fix).toMatch(/e-mail/u);
    expect(cell(server(), 'Assignee')).toEqual(before);
  });

  it('is refused where the database has no assignee, also when that was removed a moment ago', async () => {
    const { token } = await mira();
    people().removeProperty(server().sample.tasksId, 'Assignee');
    const { status, body } = await assign(token, true);
    expect([status, body.code]).toEqual([409, 'issue.no_assignee']);
  });

  it('is refused for a page in the trash, and names a missing capability', async () => {
    const { token } = await mira();
    setCapabilities(server(), { updateContent: false });
    const refused = await assign(token, true);
    expect([refused.status, refused.body.code]).toEqual([403, 'notion.capability']);
    people().trash(pageId());
    expect((await assign(token, true)).body.code).toBe('notion.page_gone');
  });

  it('keeps whom somebody else added while the end of the write was unclear', async () => {
    const { token, userId } = await mira();
    const added = idOf('Robin');
    people().setProperty(pageId(), 'Assignee', []);
    const lost = server().sample.workspace.faults.next(
      { method: 'PATCH', path: '/v1/pages' },
      { answer: { kind: 'html', status: 502 } },
    );
    beforeAnswer(server(), { method: 'GET', path: `/v1/pages/${pageId()}`, skip: 1 }, () =>
      people().setProperty(pageId(), 'Assignee', [added]),
    );
    const { status } = await assign(token, true);
    expect([status, lost.hits()]).toEqual([200, 1]);
    expect(cell(server(), 'Assignee')).toEqual([added, userId]);
  });

  it('belongs to the department of the caller', async () => {
    const { token } = await mira();
    const other = await server().call<{ id: string }>('POST', '/departments', { name: 'Other' });
    const body = { assign: true, departmentId: other.body.id };
    const answer = await server().call<Told<Issue>>('PUT', '/issues/NT-42/assignee', body, token);
    expect([answer.status, answer.body.code]).toEqual([404, 'department.not_found']);
    server().clock.advance(minuteMs);
    const wrong = await server().call<Told<Issue>>('PUT', '/issues/NT-42/assignee', { assign: 'yes' }, token);
    expect([wrong.status, wrong.body.field]).toEqual([400, 'assign']);
  });
});
