import { describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import type { Colleagues } from '../../../shared/api/branches.ts';
import { rows } from '../../../server/database/database.ts';
import { recomputeDirty } from '../../../server/heartbeats/heartbeats.jobs.ts';
import { dayMs, minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { beatAt, beatsAt, send } from '../heartbeats/support.ts';
import { resolve } from './support.ts';

const branch = 'feature/NT-42-x';

describe('who else works on a task', () => {
  const server = useTestServer({ startAt: '2026-03-20T09:00:00.000Z' });

  const allow = async (showsColleagues = true) => {
    const path = `/departments/${server().departmentId}`;
    expect((await server().call('PATCH', path, { showsColleagues })).status).toBe(200);
  };
  const ask = async (token = server().token, key = 'NT-42') => {
    const answer = await server().call<Colleagues>('GET', `/issues/${key}/colleagues`, undefined, token);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const names = async (token = server().token) => (await ask(token)).people.map(({ name }) => name);
  /** Ten minutes of coding time, so many days ago, computed as the server does by itself. */
  const code = async (token: string, daysAgo: number, name = branch) => {
    const at = server().clock.now().getTime() - daysAgo * dayMs - 20 * minuteMs;
    await send(server(), beatsAt(new Date(at), [0, 10], name), token);
    await recomputeDirty(server().services);
  };

  it('is shown to nobody until an administrator allows it, and is no longer once it is taken back', async () => {
    await server().connect();
    const ana = await server().addDeveloper('Ana');
    await code(ana.token, 1);
    expect(await ask()).toEqual({ shown: false, days: 14, people: [] });
    expect((await resolve(server(), branch)).showsColleagues).toBe(false);
    await allow();
    expect(await ask()).toEqual({ shown: true, days: 14, people: [{ name: 'Ana' }] });
    expect((await resolve(server(), branch)).showsColleagues).toBe(true);
    await allow(false);
    expect(await ask()).toEqual({ shown: false, days: 14, people: [] });
  });

  it('only an administrator allows it, and it is on record', async () => {
    const { token } = await server().addDeveloper('Ana');
    const path = `/departments/${server().departmentId}`;
    expect((await server().call('PATCH', path, { showsColleagues: true }, token)).status).toBe(403);
    await allow();
    const entries = rows<{ detail: unknown }>(
      await server().services.db.execute(sql`select detail from audit_entry where action = 'department.changed'`),
    );
    expect(entries.map(({ detail }) => detail)).toEqual([{ showsColleagues: true }]);
  });

  it('names others with coding time on any branch of the task, and never oneself', async () => {
    await server().connect();
    const ana = await server().addDeveloper('Ana');
    const bo = await server().addDeveloper('Bo');
    const cy = await server().addDeveloper('Cy');
    await allow();
    await code(ana.token, 1);
    await code(bo.token, 2, 'nt-42-other');
    await code(cy.token, 1, 'feature/NT-43-y');
    expect(await names()).toEqual(['Ana', 'Bo']);
    expect(await names(ana.token)).toEqual(['Bo']);
    expect(await names(cy.token)).toEqual(['Ana', 'Bo']);
  });

  it('looks back fourteen days and no further', async () => {
    await server().connect();
    const ana = await server().addDeveloper('Ana');
    const bo = await server().addDeveloper('Bo');
    await allow();
    await code(ana.token, 13);
    await code(bo.token, 15);
    expect(await names()).toEqual(['Ana']);
    server().clock.advance(2 * dayMs);
    expect(await names()).toEqual([]);
  });

  it('names who linked a branch to the task by hand, also without any time', async () => {
    await server().connect();
    const ana = await server().addDeveloper('Ana');
    await allow();
    const link = { repository: 'git.example.com/acme/shop', branch: 'scratch', key: 'NT-42' };
    expect((await server().call('PUT', '/branches/link', link, ana.token)).status).toBe(200);
    expect(await names()).toEqual(['Ana']);
    server().clock.advance(15 * dayMs);
    expect(await names()).toEqual([]);
  });

  it('who hides is not named, from that moment on, and is again when they no longer hide', async () => {
    await server().connect();
    const ana = await server().addDeveloper('Ana');
    await allow();
    await code(ana.token, 1);
    const hide = (hidesFromColleagues: boolean) => server().call('PATCH', '/me', { hidesFromColleagues }, ana.token);
    expect((await hide(true)).body).toMatchObject({ hidesFromColleagues: true, name: 'Ana' });
    expect(await names()).toEqual([]);
    expect((await server().call('GET', '/me', undefined, ana.token)).body).toMatchObject({ hidesFromColleagues: true });
    await server().call('PATCH', '/me', { timeZone: 'Europe/Berlin' }, ana.token);
    expect(await names(), 'another change leaves it').toEqual([]);
    await hide(false);
    expect(await names()).toEqual(['Ana']);
  });

  it('tells names and nothing else: no time, no count, no day', async () => {
    await server().connect();
    const ana = await server().addDeveloper('Ana');
    await allow();
    await code(ana.token, 1);
    await code(ana.token, 2);
    const answer = await ask();
    expect(Object.keys(answer).toSorted()).toEqual(['days', 'people', 'shown']);
    expect(answer.people.map((one) => Object.keys(one))).toEqual([['name']]);
  });

  it('stays in the department: the same task and branch elsewhere names nobody here', async () => {
    const { body: other } = await server().call<{ id: string }>('POST', '/departments', { name: 'Other team' });
    const here = server().departmentId;
    await server().connect();
    await server().call('PUT', `/departments/${other.id}/notion`, {
      database: server().sample.databaseUrl,
      token: server().sample.token,
    });
    await server().settled();
    const { body: bo } = await server().call<{ id: string }>('POST', '/people', { departmentId: other.id, name: 'Bo' });
    const { body: made } = await server().call<{ token: string }>('POST', `/tokens?departmentId=${other.id}`, {
      name: 'test',
      personId: bo.id,
    });
    await server().call('PATCH', `/departments/${here}`, { showsColleagues: true });
    await server().call('PATCH', `/departments/${other.id}`, { showsColleagues: true });
    await code(made.token, 1);
    const asked = async (departmentId: string) =>
      (await server().call<Colleagues>('GET', `/issues/NT-42/colleagues?departmentId=${departmentId}`)).body.people;
    expect(await asked(other.id)).toEqual([{ name: 'Bo' }]);
    expect(await asked(here)).toEqual([]);
  });

  it('one heartbeat alone is no work', async () => {
    await server().connect();
    const ana = await server().addDeveloper('Ana');
    await allow();
    await send(server(), [beatAt(server().clock.now(), branch)], ana.token);
    await recomputeDirty(server().services);
    expect(await names()).toEqual([]);
  });

  it('a task that is not there is not found', async () => {
    await server().connect();
    expect((await server().call('GET', '/issues/NT-9999/colleagues')).status).toBe(404);
  });
});
