import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { bookAutomatically } from '../../../server/booking/booking.jobs.ts';
import { rows } from '../../../server/database/database.ts';
import type { BookingSetting } from '../../../shared/api/booking.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { sweep } from '../sources/support.ts';
import { remove, texts } from '../worklogs/support.ts';
import { proposed, round, track, worklogsOf } from './support.ts';

describe('coding time that is booked by itself', () => {
  const server = useTestServer({ startAt: '2026-03-02T08:00:00.000Z' });

  async function set(change: object, token?: string): Promise<BookingSetting> {
    const { status, body } = await server().call<BookingSetting>('PATCH', '/me/booking', change, token);
    if (status !== 200) throw new Error(`not set: ${JSON.stringify(body)}`);
    return body;
  }
  /** What the job makes of the moment: key, day and minutes of every worklog there is then. */
  async function turnAt(at: string) {
    server().clock.set(at);
    await bookAutomatically(server().services);
    return (await worklogsOf(server())).map(({ key, day, seconds }) => `${key} ${day} ${seconds / 60}`);
  }

  it('is off by default, and then nothing is booked', async () => {
    await server().connect();
    const { body } = await server().call<BookingSetting>('GET', '/me/booking');
    expect(body).toEqual({ automatic: [], at: '18:00', text: '{branch}', sinceDay: null });
    server().clock.set('2026-03-02T17:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60);
    expect(await turnAt('2026-03-03T23:00:00Z')).toEqual([]);
  });

  it('at a time of day is booked once, with what came after it on the next day', async () => {
    await server().connect();
    await set({ automatic: ['daily'], at: '18:00' });
    server().clock.set('2026-03-02T17:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60, 'feature/NT-42-fixed-flaky-test');
    await track(server(), '2026-03-02T11:00:00Z', 30, 'scratch');
    expect(await turnAt('2026-03-02T17:59:59Z')).toEqual([]);
    expect(await turnAt('2026-03-02T18:00:00Z')).toEqual(['NT-42 2026-03-02 60']);
    await track(server(), '2026-03-02T17:00:00Z', 30);
    expect(await turnAt('2026-03-02T23:00:00Z')).toHaveLength(1);
    expect(await turnAt('2026-03-03T18:00:30Z')).toEqual(['NT-42 2026-03-02 60', 'NT-42 2026-03-02 30']);
    const [worklog] = await worklogsOf(server());
    expect(worklog).toMatchObject({
      isAutomatic: true,
      origin: 'coding_time',
      text: 'fixed flaky test',
      bookedBy: null,
    });
    await server().deliver();
    expect(texts(server())).toContain('+1.00h — fixed flaky test');
  });

  it('uses the time zone of the person, also in the night when the clocks change', async () => {
    const { call, connect } = server();
    await connect();
    await call('PATCH', '/me', { timeZone: 'Europe/Berlin' });
    await set({ automatic: ['daily'], at: '02:30' });
    expect(await turnAt('2026-03-28T12:00:00Z')).toEqual([]);
    await track(server(), '2026-03-28T09:00:00Z', 60);
    expect(await turnAt('2026-03-29T01:29:59Z')).toEqual([]);
    expect(await turnAt('2026-03-29T01:30:00Z')).toEqual(['NT-42 2026-03-28 60']);
    await track(server(), '2026-03-29T00:30:00Z', 30);
    expect(await turnAt('2026-03-30T00:29:00Z')).toHaveLength(1);
    expect(await turnAt('2026-03-30T00:30:00Z')).toHaveLength(2);
  });

  it('catches up on the days on which no server ran', async () => {
    await server().connect();
    await set({ automatic: ['daily'] });
    for (const day of ['03', '04', '05']) {
      server().clock.set(`2026-03-${day}T12:00:00Z`);
      await track(server(), `2026-03-${day}T09:00:00Z`, 60);
    }
    expect(await turnAt('2026-03-09T07:00:00Z')).toEqual([
      'NT-42 2026-03-03 60',
      'NT-42 2026-03-04 60',
      'NT-42 2026-03-05 60',
    ]);
    expect(await turnAt('2026-03-09T07:05:00Z')).toHaveLength(3);
  });

  it('never reaches back behind the day when it was switched on, nor to a time of day that has passed', async () => {
    await server().connect();
    server().clock.set('2026-03-02T20:00:00Z');
    await track(server(), '2026-03-01T09:00:00Z', 60);
    await track(server(), '2026-03-02T09:00:00Z', 30);
    expect(await set({ automatic: ['daily'] })).toMatchObject({ sinceDay: '2026-03-02' });
    expect(await turnAt('2026-03-02T20:01:00Z')).toEqual([]);
    expect(await turnAt('2026-03-03T18:01:00Z')).toEqual(['NT-42 2026-03-02 30']);
    expect(await proposed(server(), '?from=2026-03-01&to=2026-03-01')).toEqual([['2026-03-01', 'NT-42', 3600]]);
  });

  it('on leaving is booked when the person has been idle for longer than a gap in work', async () => {
    await server().connect();
    await set({ automatic: ['on_leave'] });
    server().clock.set('2026-03-02T10:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60);
    expect(await turnAt('2026-03-02T10:05:00Z')).toEqual([]);
    expect(await turnAt('2026-03-02T10:15:00Z')).toEqual([]);
    expect(await turnAt('2026-03-02T10:16:00Z')).toEqual(['NT-42 2026-03-02 60']);
    expect(await turnAt('2026-03-02T10:17:00Z')).toHaveLength(1);
  });

  it('on leaving is booked when the person works on another branch for some minutes, and not for a look at it', async () => {
    await server().connect();
    await set({ automatic: ['on_leave'] });
    server().clock.set('2026-03-02T10:02:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60, 'NT-42');
    await track(server(), '2026-03-02T10:00:00Z', 2, 'NT-43');
    expect(await turnAt('2026-03-02T10:02:30Z')).toEqual([]);
    server().clock.set('2026-03-02T10:06:00Z');
    await track(server(), '2026-03-02T10:02:00Z', 4, 'scratch');
    expect(await turnAt('2026-03-02T10:06:00Z')).toEqual(['NT-42 2026-03-02 60']);
  });

  it('when the task is done is booked as soon as that was read', async () => {
    const { connect, poll, sample, clock } = server();
    await connect();
    await set({ automatic: ['on_done'] });
    clock.set('2026-03-02T10:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60, 'NT-42');
    await track(server(), '2026-03-02T07:00:00Z', 30, 'NT-43');
    expect(await turnAt('2026-03-02T12:00:00Z')).toEqual([]);
    sample.workspace.people.setStatus(sample.workspace.findPage('NT-42'), 'Released to prod');
    clock.advance(10 * minuteMs);
    await poll();
    expect(await turnAt('2026-03-02T12:11:00Z')).toEqual(['NT-42 2026-03-02 60']);
  });

  it('of a task that is done already waits until the person leaves it', async () => {
    const { connect, poll, sample, clock } = server();
    await connect();
    await set({ automatic: ['on_done'] });
    sample.workspace.people.setStatus(sample.workspace.findPage('NT-42'), 'Released to prod');
    clock.advance(10 * minuteMs);
    await poll();
    clock.set('2026-03-02T10:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60, 'NT-42');
    expect(await turnAt('2026-03-02T10:01:00Z')).toEqual([]);
    expect(await turnAt('2026-03-02T10:16:00Z')).toEqual(['NT-42 2026-03-02 60']);
  });

  it('was taken back by the person: it is not booked by itself again, and proposed to them', async () => {
    const { connect } = server();
    await connect();
    await set({ automatic: ['daily'] });
    server().clock.set('2026-03-02T17:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60);
    await turnAt('2026-03-02T18:00:00Z');
    const [worklog] = await worklogsOf(server());
    if (worklog !== undefined) await remove(server(), worklog);
    expect(await turnAt('2026-03-03T18:00:00Z')).toEqual([]);
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 3600]]);
  });

  it('of less than a minute stays proposed, and is booked with what follows', async () => {
    await server().connect();
    await set({ automatic: ['daily'] });
    server().clock.set('2026-03-02T17:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 0.5);
    expect(await turnAt('2026-03-02T18:00:00Z')).toEqual([]);
    await track(server(), '2026-03-02T16:00:00Z', 2);
    expect(await turnAt('2026-03-03T18:00:00Z')).toEqual(['NT-42 2026-03-02 2.5']);
  });

  it('of a page that is gone stays proposed', async () => {
    const { connect, sample } = server();
    await connect();
    await set({ automatic: ['daily'] });
    await track(server(), '2026-03-02T07:00:00Z', 30);
    sample.workspace.people.trash(sample.workspace.findPage('NT-42'));
    await sweep(server());
    expect(await turnAt('2026-03-03T18:00:00Z')).toEqual([]);
    expect(await proposed(server())).toEqual([['2026-03-02', 'NT-42', 1800]]);
  });

  it('is rounded on the sum of the day, however often the person leaves', async () => {
    await server().connect();
    await round(server(), 15, 'up');
    await set({ automatic: ['on_leave'] });
    for (const hour of ['09', '10', '11', '12']) {
      server().clock.set(`2026-03-02T${hour}:10:00Z`);
      await track(server(), `2026-03-02T${hour}:00:00Z`, 5);
      await turnAt(`2026-03-02T${hour}:30:00Z`);
    }
    expect((await worklogsOf(server())).map(({ seconds }) => seconds)).toEqual([900, 900]);
  });

  it('is booked once where several servers look at the same time, and each person for themselves', async () => {
    const { connect, addDeveloper, services } = server();
    await connect();
    const developer = await addDeveloper('Ann Example');
    await set({ automatic: ['daily', 'on_leave'] });
    await set({ automatic: ['daily'], text: '' }, developer.token);
    server().clock.set('2026-03-02T17:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60);
    await track(server(), '2026-03-02T09:00:00Z', 30, 'NT-43', developer.token);
    server().clock.set('2026-03-02T18:00:00Z');
    await Promise.all(Array.from({ length: 4 }, () => bookAutomatically(services)));
    const worklogs = await worklogsOf(server());
    expect(worklogs.map(({ person, key, seconds }) => `${person.name} ${key} ${seconds}`).toSorted()).toEqual([
      'Administrator NT-42 3600',
      'Ann Example NT-43 1800',
    ]);
  });

  it('is on record as done by the server', async () => {
    await server().connect();
    await set({ automatic: ['daily'] });
    server().clock.set('2026-03-02T17:00:00Z');
    await track(server(), '2026-03-02T09:00:00Z', 60);
    await turnAt('2026-03-02T18:00:00Z');
    const entries = rows<{ actor: string; action: string }>(
      await server().services.db.execute(sql`
        select actor, action from audit_entry where action like 'worklog%' or action like 'booking%' order by at, id`),
    );
    expect(entries.map(({ actor, action }) => [actor.split(':')[0], action])).toEqual([
      ['person', 'booking.setting_changed'],
      ['job', 'worklog.added'],
    ]);
  });

  it('refuses a time of day that is none', async () => {
    await server().connect();
    for (const at of ['24:00', '9:00', '18.00', '']) {
      const answer = await server().call('PATCH', '/me/booking', { at });
      expect(answer).toMatchObject({ status: 400, body: { field: 'at' } });
    }
  });
});
