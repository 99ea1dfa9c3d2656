import { beforeEach, describe, expect, it } from 'vitest';
import { announce } from '../../../server/events/events.repository.ts';
import { createEventFeed, maxStreamsOfOne, type EventFeed, type Subscription } from '../../../server/events/feed.ts';
import { jobContext } from '../../../server/services.ts';
import { within, type Ctx } from '../../../server/context.ts';
import { onPostgres } from '../../support/database.ts';
import { hear } from '../../support/events.ts';
import { useTestServer } from '../../support/server.ts';

const me = '00000000-0000-7000-8000-00000000000a';
const colleague = '00000000-0000-7000-8000-00000000000b';
const otherDepartment = '00000000-0000-7000-8000-00000000000c';

describe('the feed of events', () => {
  const server = useTestServer();
  let feed: EventFeed;
  let ctx: Ctx;
  beforeEach(() => {
    ({ feed } = server());
    ctx = jobContext(server().services, 'Test', server().departmentId);
  });

  const subscribe = (after?: string, personId = me) =>
    feed.subscribe({ departmentIds: [ctx.department.id], personId, after });
  const tell = (number: number, personId: string | null = null, within_: Ctx = ctx) =>
    announce(within_, 'issue', { number }, personId);

  /** Everything that a subscription has to hear of what was told until now. */
  async function drain(subscription: Subscription): Promise<{ numbers: unknown[]; lastId: string }> {
    const events = await hear(server(), subscription);
    return { numbers: events.map(({ data }) => data['number']), lastId: events.at(-1)?.id ?? '' };
  }

  it('hands on what is announced after the subscription, once, and nothing from before', async () => {
    await tell(1);
    const subscription = await subscribe();
    await tell(2);
    await tell(3);
    expect((await drain(subscription)).numbers).toEqual([2, 3]);
    await tell(4);
    expect((await drain(subscription)).numbers).toEqual([4]);
  });

  it('hands the same to everybody, also to those who come later', async () => {
    const first = await subscribe();
    await tell(1);
    const second = await subscribe();
    await tell(2);
    expect((await drain(first)).numbers).toEqual([1, 2]);
    expect((await drain(second)).numbers).toEqual([2]);
  });

  it('keeps events of another department to itself', async () => {
    const subscription = await subscribe();
    await tell(1, null, { ...ctx, department: { id: otherDepartment } });
    await tell(2);
    expect((await drain(subscription)).numbers).toEqual([2]);
  });

  it('keeps the private events of another person to itself, also when they are made up for', async () => {
    const subscription = await subscribe();
    await tell(1);
    const { lastId } = await drain(subscription);
    await tell(2, colleague);
    await tell(3, me);
    expect((await drain(subscription)).numbers).toEqual([3]);
    expect((await drain(await subscribe(lastId))).numbers).toEqual([3]);
    expect((await drain(await subscribe(lastId, colleague))).numbers).toEqual([2]);
  });

  it('goes on behind the last event a client had, without a loss and without a repeat', async () => {
    let subscription = await subscribe();
    const had: unknown[] = [];
    for (let number = 0; number < 40; number += 1) {
      await tell(number);
      if (number % 3 === 0) await feed.look();
      if (number % 7 !== 0) continue;
      // Some of what waits is read, then the connection breaks and comes back.
      const { numbers, lastId } = await drain(subscription);
      had.push(...numbers);
      subscription.end();
      await tell(number + 0.5);
      subscription = await subscribe(lastId);
    }
    had.push(...(await drain(subscription)).numbers);
    const wanted = Array.from({ length: 40 }, (_, number) => (number % 7 === 0 ? [number, number + 0.5] : [number]));
    expect(had).toEqual(wanted.flat());
  });

  it('goes on by time where the last event a client had is no longer kept', async () => {
    await tell(1);
    const id = ctx.newId();
    server().clock.advance(1);
    await tell(2);
    expect((await drain(await subscribe(id))).numbers).toEqual([2]);
  });

  it('cuts a client off that does not read, and lets it come back for the rest', async () => {
    const slow = await subscribe();
    await ctx.db.transaction(async (tx) => {
      for (let number = 0; number < 1003; number += 1) await tell(number, null, within(ctx, tx));
    });
    const first = await drain(slow);
    expect(first.numbers).toHaveLength(1000);
    expect(await slow.next(0)).toBe('ended');
    const rest = await drain(await subscribe(first.lastId));
    expect(rest.numbers).toEqual([1000, 1001, 1002]);
  });

  it('ends every connection when the server stops, and lets none begin after that', async () => {
    const waiting = (await subscribe()).next(60_000);
    feed.end();
    expect(await waiting).toBe('ended');
    expect(await (await subscribe()).next(60_000)).toBe('ended');
  });

  it('hears what another server on the same database stored, and goes on where that one ended', async () => {
    const here = await subscribe();
    await tell(1);
    const { lastId } = await drain(here);
    await tell(2);
    const elsewhere = { ...server(), feed: createEventFeed(server().services.db) };
    const there = await elsewhere.feed.subscribe({ departmentIds: [ctx.department.id], personId: me, after: lastId });
    await tell(3);
    const events = await hear(elsewhere, there);
    expect(events.map(({ data }) => data['number'])).toEqual([2, 3]);
    elsewhere.feed.end();
  });

  it('lets one person have so many connections and no more, and others none the less', async () => {
    const all = await Promise.all(Array.from({ length: maxStreamsOfOne }, () => subscribe()));
    await expect(subscribe()).rejects.toMatchObject({ code: 'events.too_many' });
    (await subscribe(undefined, colleague)).end();
    all[0]?.end();
    expect(await (await subscribe()).next(0)).toBe('quiet');
  });

  it('wakes who waits as soon as there is something', async () => {
    const subscription = await subscribe();
    const waiting = subscription.next(60_000);
    await tell(1);
    await drain(subscription);
    expect(await waiting).toMatchObject({ type: 'issue', data: { number: 1 } });
  });

  it('asks the database nothing while nobody listens', async () => {
    await server().services.db.transaction(async () => {
      // On the embedded database a statement would wait for this transaction for ever.
      await feed.look();
    });
    const subscription = await subscribe();
    subscription.end();
    await feed.look();
    expect(await subscription.next(0)).toBe('ended');
  });

  it.skipIf(!onPostgres)('hands on in one order what commits in another, and loses nothing of it', async () => {
    const subscription = await subscribe();
    let commitFirst: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      commitFirst = resolve;
    });
    let wrote: () => void = () => {};
    const written = new Promise<void>((resolve) => {
      wrote = resolve;
    });
    const slow = ctx.db.transaction(async (tx) => {
      await tell(1, null, within(ctx, tx));
      wrote();
      await held;
    });
    await written;
    await tell(2);
    await feed.look();
    // Event 2 is there, but 1 may still come before it.
    await feed.look();
    expect(await subscription.next(0)).toBe('quiet');
    commitFirst();
    await slow;
    const { numbers, lastId } = await drain(subscription);
    expect(numbers).toEqual([1, 2]);
    expect((await drain(await subscribe(lastId))).numbers).toEqual([]);
  });
});
