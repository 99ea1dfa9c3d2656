import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../shared/api/issues.ts';
import type { Person } from '../../../shared/api/people.ts';
import type { Problem } from '../../../shared/errors.ts';
import { useTestServer } from '../../support/server.ts';
import { audited } from '../pages/support.ts';

describe('the e-mail of a person', () => {
  const server = useTestServer();
  const change = (personId: string, email: unknown, token?: string) =>
    server().call<Person & Problem>('PATCH', `/people/${personId}`, { email }, token);
  const me = async () => (await server().call<{ id: string }>('GET', '/me')).body.id;

  it('is changed by an administrator, also for oneself, and is on record without being repeated there', async () => {
    const { id } = await server().addDeveloper('Ada');
    const { status, body } = await change(id, 'ada@studio.example');
    expect([status, body.name, body.email, body.role]).toEqual([200, 'Ada', 'ada@studio.example', 'developer']);
    expect((await change(await me(), 'me@studio.example')).body.email).toBe('me@studio.example');
    expect((await server().call('GET', '/me')).body).toMatchObject({ email: 'me@studio.example' });
    expect((await change(id, null)).body.email).toBeNull();
    expect(await audited(server(), 'person.email_changed')).toMatchObject([
      { subject: id, detail: {} },
      { detail: {} },
      { subject: id, detail: {} },
    ]);
  });

  it('makes somebody known in Notion who was not', async () => {
    await server().connect();
    const { sample } = server();
    sample.workspace.people.addPerson({ name: 'Ada in Notion', email: 'ada@studio.example' });
    sample.workspace.people.addPerson({ name: 'Other in Notion', email: 'other@studio.example' });
    const { id, token } = await server().addDeveloper('Ada');
    const take = (assign: boolean) =>
      server().call<Issue & Problem>('PUT', '/issues/NT-42/assignee', { assign }, token);
    expect((await take(true)).body.code).toBe('person.not_in_notion');
    await change(id, 'ada@studio.example');
    const names = (issue: Issue) => issue.assignees.map(({ name }) => name);
    expect(names((await take(true)).body)).toContain('Ada in Notion');
    await change(id, 'other@studio.example');
    const mine = await server().call<{ items: Issue[] }>('GET', '/issues?assignee=me', undefined, token);
    expect(mine.body.items).toEqual([]);
    expect(names((await take(true)).body)).toContain('Other in Notion');
  });

  it('is nobody else’s, an address, and for administrators of the department to decide', async () => {
    const [ada, bob] = [await server().addDeveloper('Ada', 'ada@studio.example'), await server().addDeveloper('Bob')];
    const taken = await change(bob.id, 'ada@studio.example');
    expect([taken.status, taken.body.code, taken.body.field]).toEqual([409, 'person.email_taken', 'email']);
    const wrong = await change(bob.id, 'no address');
    expect([wrong.status, wrong.body.field]).toEqual([400, 'email']);
    const forbidden = await change(ada.id, 'x@studio.example', ada.token);
    expect([forbidden.status, forbidden.body.code]).toEqual([403, 'auth.forbidden']);
    const unknown = await change('00000000-0000-7000-8000-000000000000', null);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'person.not_found']);
  });
});
