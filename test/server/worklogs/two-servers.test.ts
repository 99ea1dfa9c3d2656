import { describe, expect, it } from 'vitest';
import type { NotionSession } from '../../../server/notion/gateway.ts';
import type { Services } from '../../../server/services.ts';
import { deliverDue } from '../../../server/worklogs/outbox.usecases.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, find, hours, quieten, texts, typeHours } from './support.ts';

const half = () => 0.5;

describe('two servers on one database', () => {
  const server = useTestServer();

  it('never send anything twice, whoever looks first', async () => {
    typeHours(server(), 10);
    await server().connect();
    const [first, second] = [{ ...server().services }, { ...server().services }];
    for (let index = 0; index < 12; index += 1) {
      await book(server(), { key: `NT-4${2 + (index % 3)}`, seconds: 1800, text: `number ${index}` });
    }
    for (let looks = 0; looks < 5; looks += 1) {
      await Promise.all([deliverDue(first, half), deliverDue(second, half), deliverDue(first, half)]);
    }
    await quieten(server());
    const all = ['NT-42', 'NT-43', 'NT-44'].flatMap((key) => texts(server(), key));
    expect(all.toSorted()).toEqual(Array.from({ length: 12 }, (_, index) => `+0.50h — number ${index}`).toSorted());
    expect(hours(server())).toBe(12);
  });

  it.each([
    ['before it wrote down that it sends', 'turn'],
    ['after it wrote down that it sends', 'send'],
  ] as const)('send once when one of them falls asleep %s', async (_, where) => {
    await server().connect();
    const worklog = await book(server(), { text: 'asleep' });
    const asleep = deferred();
    const woken = deferred();
    const delivering = deliverDue(sleepingAt(server().services, where, asleep.resolve, woken.promise), half);
    await asleep.promise;
    server().clock.advance(5 * minuteMs);
    await quieten(server());
    woken.resolve();
    await delivering;
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — asleep']);
    expect(hours(server())).toBe(4);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  function deferred(): { promise: Promise<void>; resolve: () => void } {
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    return { promise, resolve };
  }

  /** A server that stops, once, right before a request would leave. */
  function sleepingAt(
    services: Services,
    where: 'turn' | 'send',
    fallAsleep: () => void,
    woken: Promise<void>,
  ): Services {
    let slept = false;
    const sleep = async () => {
      if (slept) return;
      slept = true;
      fallAsleep();
      await woken;
    };
    const watched = (session: NotionSession): NotionSession => ({
      ...session,
      turn: async () => {
        const send = await session.turn();
        if (where === 'turn') await sleep();
        return async (notedAt, request) => {
          if (where === 'send') await sleep();
          return send(notedAt, request);
        };
      },
    });
    return { ...services, notion: { session: (...how) => watched(services.notion.session(...how)) } };
  }
});
