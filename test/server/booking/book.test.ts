import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rows } from '../../../server/database/database.ts';
import { runs } from '../../support/effort.ts';
import { startTestServer, useTestServer, type TestServer } from '../../support/server.ts';
import { change, find, hours, remove, texts, typeHours } from '../worklogs/support.ts';
import {
  bookTracked,
  part,
  proposalOf,
  proposalsOf,
  proposed,
  round,
  track,
  tryToBookTracked,
  worklogsOf,
} from './support.ts';

const day = '2026-03-02';
const evening = { startAt: '2026-03-02T20:00:00.000Z' };

describe('booking coding time', () => {
  const server = useTestServer(evening);

  it('makes a worklog that says where its time comes from, and writes it to Notion', async () => {
    const { connect, deliver } = server();
    await connect();
    await track(server(), `${day}T09:00:00Z`, 90, 'feature/NT-42-fixed-flaky-test');
    const [worklog] = await bookTracked(server());
    expect(worklog).toMatchObject({
      key: 'NT-42',
      seconds: 5400,
      text: 'fixed flaky test',
      startedAt: `${day}T09:00:00.000Z`,
      day,
      origin: 'coding_time',
      trackedOn: { key: 'NT-42' },
      bookedBy: null,
      isAutomatic: false,
    });
    typeHours(server(), null);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — fixed flaky test']);
    expect(hours(server())).toBe(1.5);
    expect(await proposed(server())).toEqual([[day, 'NT-42', 0]]);
  });

  it('is one way for a worklog to arrive: from what the editor tracked, from a log by hand, and from any call of the API', async () => {
    const { connect, call, deliver } = server();
    await connect();
    await track(server(), `${day}T09:00:00Z`, 30, 'NT-7');
    await bookTracked(server(), { key: 'NT-7', text: 'tracked' });
    await call('POST', '/worklogs', { id: randomUUID(), key: 'NT-7', seconds: 1800, text: 'by hand', day });
    await call('POST', '/worklogs', { id: randomUUID(), key: 'NT-7', seconds: 1800, text: 'by a script' });
    await deliver();
    expect(texts(server(), 'NT-7').toSorted()).toEqual([
      '+0.50h — by a script',
      '+0.50h — by hand',
      '+0.50h — tracked',
    ]);
  });

  it('without a text posts the hours alone', async () => {
    const { connect, deliver } = server();
    await connect();
    await track(server(), `${day}T09:00:00Z`, 90, 'feature/NT-42-fixed-flaky-test');
    await bookTracked(server(), { text: '' });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
  });

  it('with the same id again answers the same worklog and books nothing', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60);
    const id = randomUUID();
    const first = await tryToBookTracked(server(), { id });
    await track(server(), `${day}T11:00:00Z`, 30);
    const again = await tryToBookTracked(server(), { id });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.items).toEqual(first.body.items);
    expect((await proposalOf(server(), 'NT-42')).proposedSeconds).toBe(1800);
    const other = await tryToBookTracked(server(), { id, seconds: 60 });
    expect(other).toMatchObject({ status: 409, body: { code: 'worklog.id_conflict' } });
    const parts = [{ ...part('NT-42', 60), id }, part('NT-43', 60)];
    expect(await tryToBookTracked(server(), { parts })).toMatchObject({
      status: 409,
      body: { code: 'worklog.id_conflict' },
    });
    expect(await worklogsOf(server())).toHaveLength(1);
  });

  it('can be split, and moved to other tasks, and loses no second', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60);
    const parts = [part('NT-42', 1000, 'mine'), part('NT-43', 2000, 'really this'), part('NT-44', 600)];
    const made = await bookTracked(server(), { parts });
    expect(made.map(({ key, seconds, text, trackedOn }) => [key, seconds, text, trackedOn?.key])).toEqual([
      ['NT-42', 1000, 'mine', 'NT-42'],
      ['NT-43', 2000, 'really this', 'NT-42'],
      ['NT-44', 600, '', 'NT-42'],
    ]);
    expect(made[1]?.startedAt).toBe(`${day}T09:16:40.000Z`);
    expect(await proposalOf(server(), 'NT-42')).toMatchObject({ bookedSeconds: 3600, unloggedSeconds: 0 });
    expect((await tryToBookTracked(server(), { parts })).status).toBe(200);
    expect(await worklogsOf(server())).toHaveLength(3);
  });

  it('that was moved to a task leaves what was tracked on that task to be booked', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60, 'NT-42');
    await track(server(), `${day}T11:00:00Z`, 20, 'NT-43');
    await bookTracked(server(), { parts: [part('NT-43', 3600)] });
    expect(await proposed(server())).toEqual([
      [day, 'NT-42', 0],
      [day, 'NT-43', 1200],
    ]);
  });

  it('of a branch without a task is for the person to assign', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60, 'scratch');
    await track(server(), `${day}T11:00:00Z`, 30, null);
    const { unassigned } = await proposalsOf(server());
    expect(unassigned.map(({ branches, proposedSeconds }) => [branches[0]?.branch, proposedSeconds])).toEqual([
      ['scratch', 3600],
      [null, 1800],
    ]);
    for (const { source, proposedSeconds } of unassigned) {
      const [worklog] = await bookTracked(server(), { source, parts: [part('NT-43', proposedSeconds)] });
      expect(worklog).toMatchObject({ key: 'NT-43', origin: 'coding_time', trackedOn: null });
    }
    expect((await proposalsOf(server())).totals.unassignedSeconds).toBe(0);
    const { status } = await tryToBookTracked(server(), { source: unassigned[0]?.source ?? '' });
    expect(status).toBe(400);
  });

  it('of more than is left is refused, says how much there is, and books nothing', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60);
    const refused = await tryToBookTracked(server(), { parts: [part('NT-42', 3000), part('NT-43', 601)] });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'proposal.exceeded',
        detail: 'Only 1 h of this tracked time are left to book, and 1 h 1 s were asked for.',
      },
    });
    expect(await worklogsOf(server())).toEqual([]);
    await bookTracked(server());
    expect(await tryToBookTracked(server())).toMatchObject({
      status: 409,
      body: { code: 'proposal.exceeded', detail: expect.stringContaining('logged, booked or left out') as unknown },
    });
    expect(await tryToBookTracked(server(), { key: 'NT-43' })).toMatchObject({
      status: 404,
      body: { code: 'proposal.not_found' },
    });
  });

  it('that was taken back can be booked again', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60);
    const [worklog] = await bookTracked(server());
    if (worklog !== undefined) await remove(server(), worklog);
    expect(await proposed(server())).toEqual([[day, 'NT-42', 3600]]);
    await bookTracked(server());
    expect(await proposed(server())).toEqual([[day, 'NT-42', 0]]);
  });

  it('and correcting the worklog afterwards changes it and proposes nothing again', async () => {
    await server().connect();
    await round(server(), 15, 'up');
    await track(server(), `${day}T09:00:00Z`, 60);
    const [worklog] = await bookTracked(server());
    if (worklog === undefined) throw new Error('nothing was booked');
    await change(server(), worklog, { seconds: 600 });
    expect(await find(server(), worklog)).toMatchObject({ seconds: 600, origin: 'coding_time' });
    expect(await proposed(server())).toEqual([[day, 'NT-42', 0]]);
    await track(server(), `${day}T11:00:00Z`, 10);
    expect(await proposed(server())).toEqual([[day, 'NT-42', 900]]);
  });

  it('from two windows at once takes every second once', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60);
    const asked = Array.from({ length: 6 }, () => tryToBookTracked(server()));
    const parts = Array.from({ length: 4 }, () => tryToBookTracked(server(), { parts: [part('NT-43', 1800)] }));
    const statuses = (await Promise.all([...asked, ...parts])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([201, 409]));
    const worklogs = await worklogsOf(server());
    expect(worklogs.reduce((total, { seconds }) => total + seconds, 0)).toBe(3600);
    await expectNoOverlap(server());
  });

  it('needs a task or a source, and one id or parts', async () => {
    await server().connect();
    await track(server(), `${day}T09:00:00Z`, 60);
    const id = randomUUID();
    const bad = [
      { day, id },
      { day, id, key: 'NT-42', source: 'x' },
      { day, key: 'NT-42' },
      { day, key: 'NT-42', id, parts: [part('NT-42', 60)] },
      { day, key: 'NT-42', text: 'x', parts: [part('NT-42', 60)] },
      { day, key: 'NT-42', parts: [] },
      { day, key: 'NT-42', parts: [part('NT-42', 60), part('NT-43', 60)].map((one) => ({ ...one, id })) },
      { day: '2026-13-02', key: 'NT-42', id },
      { day, key: 'NT-42', id, seconds: -5 },
    ];
    for (const body of bad) {
      const answer = await server().call('POST', '/proposals/book', body);
      expect([body, answer.status]).toEqual([body, 400]);
    }
    const unknown = await tryToBookTracked(server(), { parts: [part('NT-42', 60), part('NT-999', 60)] });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'issue.not_found', field: 'parts.1.key' } });
  });
});

/** No instant of a person is in two living bookings, as the database has them. */
async function expectNoOverlap({ services }: TestServer): Promise<void> {
  const overlaps = rows(
    await services.db.execute(sql`
      with living as (select span.* from booking_span as span left join worklog on worklog.id = span.booking_id
        where worklog.deleted_at is null)
      select * from living as a join living as b on a.person_id = b.person_id
        and (a.booking_id, a.started_at) < (b.booking_id, b.started_at)
        and a.started_at < b.ended_at and b.started_at < a.ended_at`),
  );
  expect(overlaps).toEqual([]);
}

describe('whatever a person does in a day', () => {
  const step = fc.record({
    kind: fc.constantFrom('track', 'track', 'book', 'split', 'by hand', 'take back', 'omit'),
    branch: fc.constantFrom('NT-42', 'NT-43-x', 'scratch'),
    minutes: fc.integer({ min: 1, max: 50 }),
    which: fc.nat(5),
    share: fc.double({ min: 0, max: 1.2, noNaN: true }),
  });
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
  const rounding = fc.record({ minutes: fc.constantFrom(0, 5, 15), mode: fc.constantFrom('up', 'nearest') });

  it('no second is booked twice, and never more than was tracked, rounded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), rounding, async (steps, { minutes, mode }) => {
        const server = await startTestServer({ startAt: `${day}T00:00:00.000Z` });
        try {
          await server.connect();
          await round(server, minutes, mode);
          for (const one of steps) await live(server, one);
          await expectNoOverlap(server);
          const { items, unassigned } = await proposalsOf(server);
          for (const proposal of [...items, ...unassigned]) {
            const grid = Math.max(1, minutes * 60);
            const rounder = mode === 'up' ? Math.ceil : (value: number) => Math.floor(value + 0.5);
            const most = rounder(proposal.trackedSeconds / grid) * grid;
            expect(proposal.bookedSeconds).toBeLessThanOrEqual(most);
            expect(proposal.bookedSeconds + proposal.proposedSeconds).toBeLessThanOrEqual(most);
            expect(proposal.unloggedSeconds).toBeGreaterThanOrEqual(0);
          }
        } finally {
          await server.close();
        }
      }),
      { numRuns: runs(3) },
    );
  }, 240_000);

  async function live(server: TestServer, { kind, branch, minutes, which, share }: Step): Promise<void> {
    const { items, unassigned } = await proposalsOf(server);
    const all = [...items, ...unassigned];
    const one = all[which % Math.max(1, all.length)];
    const named = one?.issue === null ? { source: one.source } : { key: one?.issue?.key ?? 'NT-42' };
    if (kind === 'track') {
      await track(server, server.clock.now().toISOString(), minutes, branch);
      server.clock.advance((minutes + 20) * 60_000);
    } else if (kind === 'by hand') {
      await server.call('POST', '/worklogs', { id: randomUUID(), key: 'NT-42', seconds: minutes * 60 });
    } else if (kind === 'take back') {
      const worklogs = await worklogsOf(server);
      const worklog = worklogs[which % Math.max(1, worklogs.length)];
      if (worklog !== undefined) await remove(server, worklog);
    } else if (kind === 'omit') {
      await server.call('POST', '/proposals/omit', { day, ...named });
    } else {
      const seconds = Math.round((one?.proposedSeconds ?? 0) * share);
      if (one === undefined || seconds < 2) return;
      const half = Math.floor(seconds / 2);
      const split = [part('NT-42', half), part('NT-44', seconds - half)];
      const parts = kind === 'split' ? split : [part('NT-42', seconds)];
      const { status } = await server.call('POST', '/proposals/book', { day: one.day, ...named, parts });
      expect(status).toBe(seconds <= one.proposedSeconds ? 201 : 409);
    }
  }
});
