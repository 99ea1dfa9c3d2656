import { describe, expect, it } from 'vitest';
import type { BranchLink, LinkChange } from '../../../shared/api/branches.ts';
import type { Problem } from '../../../shared/errors.ts';
import { hourMs, minuteMs } from '../../support/clock.ts';
import { hear } from '../../support/events.ts';
import { useTestServer } from '../../support/server.ts';
import { beatAt, beatsAt, send, timeOf } from '../heartbeats/support.ts';
import { audited } from '../pages/support.ts';
import { sweep, tick } from '../sources/support.ts';
import { endBranch, repository, resolve, rowsOf } from './support.ts';

describe('a link that a person makes', () => {
  const server = useTestServer();

  const say = (branch: string, key: string | null, token?: string, more: Partial<LinkChange> = {}) => {
    const body: LinkChange = { repository, branch, key, ...more };
    return server().call<BranchLink & Problem>('PUT', '/branches/link', body, token);
  };
  const leave = (branch: string, token?: string, more = '') => {
    const query = new URLSearchParams({ repository, branch });
    return server().call<BranchLink & Problem>('DELETE', `/branches/link?${query.toString()}${more}`, undefined, token);
  };

  it('wins over the key in the name of the branch, says who made it and when, and is told', async () => {
    const { connect, feed, departmentId, clock } = server();
    await connect();
    const { token, id } = await server().addDeveloper('Ada Lovelace');
    await resolve(server(), 'feature/NT-42');
    const subscription = await feed.subscribe({ departmentIds: [departmentId], personId: id, after: undefined });
    clock.advance(5 * minuteMs);
    const { status, body } = await say('feature/NT-42', 'nt-44', token);
    expect([status, body.issue?.key, body.rule]).toEqual([200, 'NT-44', 'explicit']);
    expect(body.reason).toBe('Ada Lovelace linked this branch to the task on 2026-03-02 09:05 UTC.');
    expect(await resolve(server(), 'feature/NT-42')).toMatchObject({ rule: 'explicit', issue: { key: 'NT-44' } });
    const told = (await hear(server(), subscription)).filter(({ type }) => type === 'branch');
    expect(told.map(({ data }) => data)).toEqual([{ repository, branch: 'feature/NT-42', issueId: body.issue?.id }]);
    const [row] = await rowsOf(server(), 'feature/NT-42');
    expect(await audited(server(), 'branch.link%')).toEqual([
      { action: 'branch.linked', actor: `person:${id}`, subject: row?.id, detail: { issueId: body.issue?.id } },
    ]);
  });

  it('holds for a branch that nobody has seen yet, and for everybody of the department', async () => {
    await server().connect();
    const { token } = await server().addDeveloper('Ada');
    expect((await say('wip', 'NT-42', token)).body).toMatchObject({ rule: 'explicit', issue: { key: 'NT-42' } });
    expect((await resolve(server(), 'wip')).issue?.key).toBe('NT-42');
    expect(await rowsOf(server(), 'wip')).toMatchObject([{ rule: 'explicit', issue: { key: 'NT-42' } }]);
    expect((await resolve(server(), 'wip', server().token, 'git.example.com/fork/shop')).rule).toBe('none');
  });

  it('may say that the branch belongs to no task', async () => {
    await server().connect();
    const { body } = await say('NT-42-not-really', null);
    expect([body.issue, body.rule]).toEqual([null, 'explicit']);
    expect(body.reason).toMatch(/belongs to no task/u);
    await tick(server());
    expect((await resolve(server(), 'NT-42-not-really')).rule).toBe('explicit');
  });

  it('said again stays who said it first, and said otherwise is somebody else’s', async () => {
    const { connect, clock } = server();
    await connect();
    const [ada, bob] = [await server().addDeveloper('Ada'), await server().addDeveloper('Bob')];
    await say('wip', 'NT-42', ada.token);
    clock.advance(hourMs);
    expect((await say('wip', 'NT-42', bob.token)).body.reason).toMatch(/^Ada linked/u);
    expect((await say('wip', 'NT-44', bob.token)).body.reason).toMatch(/^Bob linked .* 10:00 UTC/u);
    expect(await audited(server(), 'branch.linked')).toHaveLength(2);
  });

  it('is left to the rules again when it is taken back', async () => {
    await server().connect();
    await say('feature/NT-42', 'NT-44');
    const { status, body } = await leave('feature/NT-42');
    expect([status, body.rule, body.issue?.key]).toEqual([200, 'number', 'NT-42']);
    const again = await leave('feature/NT-42');
    expect([again.status, again.body.rule]).toEqual([200, 'number']);
    expect((await leave('never-seen')).body.rule).toBe('none');
    expect((await audited(server(), 'branch.link%')).map(({ action }) => action)).toEqual([
      'branch.linked',
      'branch.link_left_to_rules',
    ]);
  });

  it('is kept when pages, keys and prefixes change, and when the key of its name arrives', async () => {
    const { connect, sample, clock } = server();
    await connect();
    const { people } = sample.workspace;
    await say('feature/NT-1338', 'NT-44');
    await say('NT-42', null);
    people.createPage(sample.tasksId, { Name: 'Arrives later' });
    people.trash(sample.workspace.findPage('NT-44'));
    people.changeUniqueIdPrefix(sample.tasksId, 'WEB');
    clock.advance(10 * minuteMs);
    await tick(server());
    await sweep(server());
    expect(await resolve(server(), 'feature/NT-1338')).toMatchObject({ rule: 'explicit', issue: { key: 'WEB-44' } });
    expect(await resolve(server(), 'NT-42')).toMatchObject({ rule: 'explicit', issue: null });
  });

  it('belongs to the branch that lived then: a branch made anew under the name is decided by rules', async () => {
    const { connect, clock } = server();
    await connect();
    await say('NT-42', 'NT-44');
    const worked = clock.now();
    await send(server(), beatsAt(worked, [-10, -5, 0], 'NT-42'));
    clock.advance(hourMs);
    await endBranch(server(), 'NT-42');
    clock.advance(hourMs);
    expect(await resolve(server(), 'NT-42')).toMatchObject({ rule: 'number', issue: { key: 'NT-42' } });
    expect(await rowsOf(server(), 'NT-42')).toMatchObject([
      { rule: 'explicit', issue: { key: 'NT-44' } },
      { rule: 'number', issue: { key: 'NT-42' } },
    ]);
    // A late sight of the old one is of the old one.
    await send(server(), [beatAt(worked.getTime() + 5 * minuteMs, 'NT-42')]);
    expect((await timeOf(server(), { groupBy: 'issue' })).items).toMatchObject([{ key: 'NT-44' }]);
    await tick(server());
    expect((await rowsOf(server(), 'NT-42'))[0]?.rule).toBe('explicit');
  });

  it('moves the coding time of the branch to its task', async () => {
    const { connect, clock } = server();
    await connect();
    await send(server(), beatsAt(clock.now(), [-10, -5, 0], 'wip'));
    expect((await timeOf(server(), { groupBy: 'issue' })).items).toMatchObject([{ key: null, seconds: 600 }]);
    const { body } = await say('wip', 'NT-42');
    expect(body.trackedSeconds).toBe(600);
    expect((await timeOf(server(), { groupBy: 'issue' })).items).toMatchObject([{ key: 'NT-42', seconds: 600 }]);
  });

  it('is made by id as well as by key, and refused for a task that is not there or not the only one', async () => {
    const { connect, sample } = server();
    await connect();
    const { body } = await server().call<{ id: string }>('GET', '/issues/NT-42');
    expect((await say('wip', body.id)).body.issue?.key).toBe('NT-42');
    const missing = await say('wip', 'NT-999999');
    expect([missing.status, missing.body.code, missing.body.field]).toEqual([404, 'issue.not_found', 'key']);
    sample.workspace.people.changeUniqueIdPrefix(sample.bugsId, 'NT');
    await tick(server());
    const numbers = (id: string) => {
      const column = sample.workspace.dataSource(id).properties.find(({ type }) => type === 'unique_id');
      return sample.workspace.rows(id).map((page) => sample.workspace.value(page, column?.name ?? ''));
    };
    const shared = numbers(sample.bugsId).find((number) => numbers(sample.tasksId).includes(number));
    const both = await say('wip', `NT-${Number(shared)}`);
    expect([both.status, both.body.code, both.body.field]).toEqual([409, 'issue.ambiguous', 'key']);
    expect((await resolve(server(), 'wip')).issue?.id).toBe(body.id);
  });

  it.each([
    [{ branch: '' }, 'branch'],
    [{ repository: '' }, 'repository'],
    [{ key: undefined }, 'key'],
    [{ key: '' }, 'key'],
    [{ key: 42 }, 'key'],
    [{ issue: 'NT-42' }, 'issue'],
  ])('is refused with %j', async (change, field) => {
    const body = { repository, branch: 'wip', key: 'NT-42', ...change };
    const answer = await server().call<Problem>('PUT', '/branches/link', body);
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'request.invalid', field]);
  });

  it('belongs to the department of the caller', async () => {
    await server().connect();
    const { token } = await server().addDeveloper('Ada');
    await say('wip', 'NT-42', token);
    const { body: other } = await server().call<{ id: string }>('POST', '/departments', { name: 'Other' });
    const departmentId = other.id;
    expect((await say('wip', 'NT-42', token, { departmentId })).body.code).toBe('department.not_found');
    expect((await leave('wip', token, `&departmentId=${departmentId}`)).body.code).toBe('department.not_found');
    expect((await say('wip', 'NT-42', server().token, { departmentId })).body.code).toBe('issue.not_found');
    const theirs = await leave('wip', server().token, `&departmentId=${departmentId}`);
    expect(theirs.body.rule).toBe('none');
    expect((await resolve(server(), 'wip', token)).rule).toBe('explicit');
  });
});
