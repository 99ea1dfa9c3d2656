import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrangeCarriers, type Bookable } from '../../../server/worklogs/held.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, find, hours, posted, remove, requestsSince, texts } from './support.ts';

describe('time too short for a comment', () => {
  const server = useTestServer();

  it('waits: 10 seconds post nothing, 10 more are posted together as +0.01h', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const first = await book(server(), { seconds: 10, text: 'typo' });
    expect(first).toMatchObject({
      state: 'pending',
      comment: { state: 'held', detail: expect.stringMatching(/18 seconds/u) },
    });
    const from = sample.workspace.requestsLog.length;
    await deliver();
    expect(requestsSince(server(), from)).not.toContain('POST /v1/comments');
    expect(texts(server())).toEqual([]);
    const second = await book(server(), { seconds: 10, text: 'another typo' });
    await deliver();
    expect(texts(server())).toEqual(['+0.01h — typo; another typo']);
    expect(hours(server())).toBe(2.51);
    for (const worklog of [first, second]) expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('of different people or tasks does not add up', async () => {
    const { connect, deliver, addDeveloper } = server();
    await connect();
    const dev = await addDeveloper('Ann Example');
    await book(server(), { seconds: 10 });
    await book(server(), { seconds: 10 }, dev.token);
    await book(server(), { seconds: 10, key: 'NT-43' });
    await deliver();
    expect([...texts(server()), ...texts(server(), 'NT-43')]).toEqual([]);
  });

  it('waits on beside a long worklog, which has a comment of its own', async () => {
    const { connect, deliver } = server();
    await connect();
    await book(server(), { seconds: 10, text: 'typo' });
    await book(server(), { seconds: 3600, text: 'real work' });
    await deliver();
    expect(texts(server())).toEqual(['+1.00h — real work']);
  });

  it('adds up by an edit as well', async () => {
    const { connect, deliver } = server();
    await connect();
    const first = await book(server(), { seconds: 5, text: 'a' });
    await book(server(), { seconds: 5, text: 'b' });
    await deliver();
    await change(server(), first, { seconds: 14 });
    await deliver();
    expect(texts(server())).toEqual(['+0.01h — a; b']);
  });

  it('that no longer adds up takes its comment back and waits for more', async () => {
    const { connect, deliver } = server();
    await connect();
    await book(server(), { seconds: 10, text: 'a' });
    const second = await book(server(), { seconds: 10, text: 'b' });
    await deliver();
    await remove(server(), second);
    await deliver();
    expect(texts(server())).toEqual([]);
    await book(server(), { seconds: 10, text: 'c' });
    await deliver();
    expect(texts(server())).toEqual(['+0.01h — a; c']);
  });

  it('that a long worklog was cut down to waits as well', async () => {
    const { connect, deliver } = server();
    await connect();
    const worklog = await book(server(), { seconds: 3600 });
    await deliver();
    await change(server(), worklog, { seconds: 10 });
    await deliver();
    expect(texts(server())).toEqual([]);
    expect(await find(server(), worklog)).toMatchObject({ state: 'pending', comment: { state: 'held' } });
  });

  it('is left by a worklog that grows, and joined by one that shrinks', async () => {
    const { connect, deliver } = server();
    await connect();
    const first = await book(server(), { seconds: 10, text: 'a' });
    const second = await book(server(), { seconds: 12, text: 'b' });
    await deliver();
    await change(server(), first, { seconds: 3600 });
    await deliver();
    expect(texts(server())).toEqual(['+1.00h — a']);
    await change(server(), first, { seconds: 17 });
    await deliver();
    expect(texts(server())).toEqual(['+0.01h — a; b']);
    expect(await find(server(), second)).toMatchObject({ state: 'done' });
  });

  it('keeps one comment where enough of it stays', async () => {
    const { connect, deliver } = server();
    await connect();
    const first = await book(server(), { seconds: 17, text: 'a' });
    const second = await book(server(), { seconds: 17, text: 'b' });
    await deliver();
    const before = posted(server()).map(({ id }) => id);
    await change(server(), first, { seconds: 2 });
    await deliver();
    expect(posted(server()).map(({ id }) => id)).toEqual(before);
    await change(server(), second, { text: 'c' });
    await deliver();
    expect(texts(server())).toEqual(['+0.01h — a; c']);
  });
});

describe('who carries whom', () => {
  const anyChange = fc.record({
    at: fc.nat(9),
    seconds: fc.oneof(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 18, max: 40 })),
    isDeleted: fc.boolean(),
  });

  /** Applies changes one by one as the server does: only short worklogs and the changed one are looked at. */
  function after(changes: readonly { at: number; seconds: number; isDeleted: boolean }[]): Bookable[] {
    const all: Bookable[] = [];
    for (const { at, seconds, isDeleted } of changes) {
      const known = all[at];
      const changed = known ?? { id: `w${all.length}`, seconds, carriedBy: null, isDeleted: false };
      if (known === undefined) all.push(changed);
      else if (!known.isDeleted) Object.assign(known, { seconds, isDeleted });
      const seen = all.filter((one) => one === changed || (one.seconds < 18 && !one.isDeleted));
      for (const [id, carriedBy] of arrangeCarriers(seen)) {
        const one = all.find((other) => other.id === id);
        if (one !== undefined) one.carriedBy = carriedBy;
      }
    }
    return all;
  }

  it('names every second in exactly one comment, except fewer than 18 that wait', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 30 }), (changes) => {
        const living = after(changes).filter(({ isDeleted }) => !isDeleted);
        const carriers = living.filter(({ carriedBy }) => carriedBy === null);
        const total = ({ id }: Bookable) =>
          living.filter((one) => one.id === id || one.carriedBy === id).reduce((sum, { seconds }) => sum + seconds, 0);
        const named = carriers.filter((one) => total(one) >= 18).reduce((sum, one) => sum + total(one), 0);
        const waiting = carriers.filter((one) => total(one) < 18).reduce((sum, one) => sum + total(one), 0);
        const booked = living.reduce((sum, { seconds }) => sum + seconds, 0);
        expect(named + waiting).toBe(booked);
        expect(waiting).toBeLessThan(18);
      }),
      { numRuns: 2000 },
    );
  });
});
