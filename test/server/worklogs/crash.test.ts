import { describe, expect, it } from 'vitest';
import type { Services } from '../../../server/services.ts';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { stride } from '../../support/effort.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { backUp, restore } from './backup.ts';
import { crashingAt, stumblingAt, type CrashingServer } from './crashing.ts';
import { book, change, deliverWith, find, hours, posted, quieten, remove, texts, typeHours } from './support.ts';
import { numbering, posting } from './unclear-ends.ts';

/** Runs a scenario again and again, each time dying a step or some later, until it gets through. */
async function dieAtEveryStep(
  server: TestServer,
  scenario: (services: Services, run: number) => Promise<void>,
  crashing: (services: Services, at: number) => CrashingServer = crashingAt,
): Promise<number> {
  for (let at = 1; ; at += stride(11)) {
    const { services, hasCrashed } = crashing(server.services, at);
    await scenario(services, at).catch(() => {});
    server.clock.advance(3 * minuteMs);
    await quieten(server);
    if (!hasCrashed()) return at - 1;
  }
}

describe.each([
  ['with a public address', { PUBLIC_URL: 'https://time.example.com' }],
  ['without a public address', {}],
])('a server that dies while it delivers, %s', (_, environment: Record<string, string>) => {
  const server = useTestServer({ environment });

  it('at any step posts each comment once and ends at the right number', async () => {
    typeHours(server(), 10);
    await server().connect();
    const wanted: string[] = [];
    const steps = await dieAtEveryStep(server(), async (services, run) => {
      wanted.push(`+0.50h — run ${run}`);
      await book(server(), { seconds: 1800, text: `run ${run}` });
      await deliverWith(services);
    });
    expect(steps).toBeGreaterThan(30);
    expect(texts(server()).toSorted()).toEqual(wanted.toSorted());
    expect(hours(server())).toBe(10 + wanted.length / 2);
    const states = await server().call<{ items: Worklog[] }>('GET', '/worklogs?limit=200');
    expect(new Set(states.body.items.map(({ state }) => state))).toEqual(new Set(['done']));
  }, 120_000);

  it('while Notion is still busy with the request waits until Notion has surely ended', async () => {
    const { connect, sample, clock, services } = server();
    await connect();
    const worklog = await book(server(), { text: 'in flight' });
    const late = sample.workspace.faults.next(
      { method: 'POST', path: '/v1/comments' },
      { answer: { kind: 'reset' }, effect: 'on_release' },
    );
    await deliverWith(crashingAt(services, 'answered').services).catch(() => {});
    clock.advance(40 * secondMs);
    await deliverWith(services);
    late.release();
    await expect.poll(() => texts(server())).toHaveLength(1);
    clock.advance(2 * minuteMs);
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — in flight']);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('and comes back much later asks a person, because the comment may have been resolved meanwhile', async () => {
    const { connect, sample, clock, services } = server();
    await connect();
    const worklog = await book(server(), { text: 'resolved' });
    await deliverWith(crashingAt(services, 'answered').services).catch(() => {});
    sample.workspace.people.resolveComment(posted(server())[0]?.id ?? '');
    clock.advance(60 * minuteMs);
    await quieten(server());
    expect(posted(server())).toHaveLength(1);
    expect(await find(server(), worklog)).toMatchObject({ state: 'needs_review', timeSpent: { state: 'done' } });
  });
});

describe('a server that dies or fails while it delivers', () => {
  const server = useTestServer();

  it('only for a moment at any step, as when the database is away, posts each comment once as well', async () => {
    typeHours(server(), 10);
    await server().connect();
    const wanted: string[] = [];
    await dieAtEveryStep(
      server(),
      async (services, run) => {
        wanted.push(`+0.50h — run ${run}`);
        await book(server(), { seconds: 1800, text: `run ${run}` });
        await deliverWith(services);
      },
      stumblingAt,
    );
    expect(texts(server()).toSorted()).toEqual(wanted.toSorted());
    expect(hours(server())).toBe(10 + wanted.length / 2);
  }, 120_000);

  it.each([
    ['dies', crashingAt],
    ['fails', stumblingAt],
  ] as const)(
    '%s at any step of a change or a removal and leaves what was wanted last',
    async (_, crashing) => {
      typeHours(server(), 10);
      await server().connect();
      const wanted: string[] = [];
      const steps = await dieAtEveryStep(
        server(),
        async (services, run) => {
          const [changed, removed] = [await book(server(), { seconds: 1800 }), await book(server(), { seconds: 1800 })];
          await server().deliver();
          await change(server(), changed, { seconds: 3600, text: `run ${run}` });
          await remove(server(), removed);
          wanted.push(`+1.00h — run ${run}`);
          await deliverWith(services);
        },
        crashing,
      );
      expect(steps).toBeGreaterThan(40);
      expect(texts(server()).toSorted()).toEqual(wanted.toSorted());
      expect(hours(server())).toBe(10 + wanted.length);
    },
    120_000,
  );

  it.each([
    ['post', 'none', posting],
    ['post', 'applied', posting],
    ['number', 'none', numbering],
    ['number', 'applied', numbering],
  ] as const)(
    'dies at any step of finding out what came of a %s with an unclear end (%s)',
    async (_, effect, match) => {
      typeHours(server(), 10);
      await server().connect();
      const { faults } = server().sample.workspace;
      const wanted: string[] = [];
      const steps = await dieAtEveryStep(server(), async (services, run) => {
        wanted.push(`+0.50h — run ${run}`);
        await book(server(), { seconds: 1800, text: `run ${run}` });
        const fault = faults.next(match, { answer: { kind: 'status', status: 500 }, effect });
        await deliverWith(services).catch(() => {});
        server().clock.advance(70 * secondMs);
        await deliverWith(services);
        fault.cancel();
      });
      faults.clear();
      expect(steps).toBeGreaterThan(40);
      expect(texts(server()).toSorted()).toEqual(wanted.toSorted());
      expect(hours(server())).toBe(10 + wanted.length / 2);
    },
    120_000,
  );

  it('at any step between a backup and its restore leaves nothing to be posted or counted twice', async () => {
    typeHours(server(), 10);
    await server().connect();
    const wanted: string[] = [];
    await dieAtEveryStep(server(), async (services, run) => {
      wanted.push(`+0.50h — run ${run}`, `+0.50h — again ${run}`);
      await book(server(), { seconds: 1800, text: `run ${run}` });
      await book(server(), { seconds: 1800, text: `again ${run}` });
      const backup = await backUp(server());
      await deliverWith(services).catch(() => {});
      server().clock.advance(60 * minuteMs);
      await restore(server(), backup);
    });
    expect(texts(server()).toSorted()).toEqual(wanted.toSorted());
    expect(hours(server())).toBe(10 + wanted.length / 2);
    const states = await server().call<{ items: Worklog[] }>('GET', '/worklogs?limit=200');
    expect(new Set(states.body.items.map(({ state }) => state))).toEqual(new Set(['done']));
  }, 120_000);

  it('at any step of delivering after a restore posts each comment once as well', async () => {
    typeHours(server(), 10);
    await server().connect();
    const wanted: string[] = [];
    await dieAtEveryStep(server(), async (services, run) => {
      wanted.push(`+0.50h — run ${run}`, `+0.50h — again ${run}`);
      await book(server(), { seconds: 1800, text: `run ${run}` });
      await book(server(), { seconds: 1800, text: `again ${run}` });
      const backup = await backUp(server());
      if (run % 2 === 0) await server().deliver();
      server().clock.advance(5 * minuteMs);
      await restore(server(), backup);
      server().clock.advance(2 * minuteMs);
      await deliverWith(services);
    });
    expect(texts(server()).toSorted()).toEqual(wanted.toSorted());
    expect(hours(server())).toBe(10 + wanted.length / 2);
  }, 120_000);

  it('at any step of making the property makes one', async () => {
    const { connect, sample } = server();
    await connect();
    let runs = 0;
    await dieAtEveryStep(server(), async (services) => {
      runs += 1;
      sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
      await book(server(), { seconds: 3600 });
      await deliverWith(services);
    });
    const names = sample.workspace.dataSource(sample.tasksId).properties.map(({ name }) => name);
    expect(names.filter((name) => name === 'Time Spent')).toHaveLength(1);
    expect(posted(server())).toHaveLength(runs);
    expect(hours(server())).toBe(runs);
  }, 120_000);
});
