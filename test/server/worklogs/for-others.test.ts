import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { rows } from '../../../server/database/database.ts';
import { furnishTwo } from '../http/two-departments.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, find, posted, tryToBook } from './support.ts';

describe('time that is logged for somebody else', () => {
  const server = useTestServer();

  it('by an administrator is that person’s worklog, says who booked it, and is on record', async () => {
    const { connect, addDeveloper, call, deliver } = server();
    await connect();
    const ann = await addDeveloper('Ann Example');
    const id = randomUUID();
    const answer = await tryToBook(server(), { id, personId: ann.id, text: 'on the phone' });
    expect(answer).toMatchObject({
      status: 201,
      body: { person: { name: 'Ann Example' }, bookedBy: { name: 'Administrator' }, origin: 'manual' },
    });
    expect(await find(server(), { id }, ann.token)).toMatchObject({ bookedBy: { name: 'Administrator' } });
    await deliver();
    expect(posted(server()).map(({ displayName }) => displayName)).toEqual([
      expect.objectContaining({ name: 'Ann Example' }),
    ]);
    const me = await call<{ id: string }>('GET', '/me');
    const [entry] = rows<{ actor: string; detail: object }>(
      await server().services.db.execute(sql`
        select actor, detail from audit_entry where action = 'worklog.added' and subject = ${id}`),
    );
    expect(entry).toMatchObject({ actor: `person:${me.body.id}`, detail: { forPersonId: ann.id } });
  });

  it('with the same id again is the same worklog, and for another person a conflict', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const [ann, ben] = [await addDeveloper('Ann Example'), await addDeveloper('Ben Example')];
    const id = randomUUID();
    await book(server(), { id, personId: ann.id });
    expect((await tryToBook(server(), { id, personId: ann.id })).status).toBe(200);
    expect(await tryToBook(server(), { id, personId: ben.id })).toMatchObject({
      status: 409,
      body: { code: 'worklog.id_conflict' },
    });
  });

  it('is for administrators only; to name oneself is no difference', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const [ann, ben] = [await addDeveloper('Ann Example'), await addDeveloper('Ben Example')];
    expect(await tryToBook(server(), { personId: ben.id }, ann.token)).toMatchObject({
      status: 403,
      body: { code: 'auth.forbidden', field: 'personId' },
    });
    expect(await book(server(), { personId: ann.id }, ann.token)).toMatchObject({ bookedBy: null });
  });

  it('is never for a person of another department, whatever the token', async () => {
    const [ours, theirs] = await furnishTwo(server());
    const refused = await tryToBook(server(), { personId: theirs.developer.id }, ours.administrator.token);
    expect(refused).toMatchObject({ status: 404, body: { code: 'person.not_found', field: 'personId' } });
    const elsewhere = { personId: theirs.developer.id, departmentId: theirs.departmentId };
    const foreign = await tryToBook(server(), elsewhere, ours.administrator.token);
    expect(foreign).toMatchObject({ status: 404, body: { code: 'department.not_found' } });
    const { ids } = theirs;
    expect((await change(server(), { id: ids.worklogId }, { seconds: 60 }, ours.administrator.token)).status).toBe(404);
  });

  it('has its day in the time zone of the person it is for', async () => {
    const { connect, addDeveloper, call } = server();
    await connect();
    const ann = await addDeveloper('Ann Example');
    await call('PATCH', '/me', { timeZone: 'Pacific/Kiritimati' }, ann.token);
    const worklog = await book(server(), { personId: ann.id, startedAt: '2026-03-01T23:30:00Z' });
    expect(worklog.day).toBe('2026-03-02');
    expect((await book(server(), { startedAt: '2026-03-01T23:30:00Z' })).day).toBe('2026-03-01');
    const ofDay = await book(server(), { personId: ann.id, day: '2026-02-28' });
    expect(ofDay).toMatchObject({ day: '2026-02-28', startedAt: '2026-02-27T10:00:00.000Z' });
    const both = await tryToBook(server(), { day: '2026-02-28', startedAt: '2026-02-28T10:00:00Z' });
    expect(both).toMatchObject({ status: 400, body: { field: 'day' } });
  });
});
