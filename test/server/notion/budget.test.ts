import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createBudget,
  freshBudget,
  type BudgetStore,
  type Priority,
  type Turn,
} from '../../../server/notion/budget.ts';
import { createBudgetStore } from '../../../server/budgets/budgets.repository.ts';
import { createTestClock, hourMs, minuteMs, secondMs } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';

/** A store without a database. */
function memoryStore(): BudgetStore {
  const rows = new Map<string, Awaited<ReturnType<BudgetStore['load']>>[number]>();
  return {
    load: (names) => Promise.resolve(names.map((name) => rows.get(name) ?? { state: freshBudget, version: 0 })),
    save: (name, state, version) => {
      if ((rows.get(name)?.version ?? 0) !== version) return Promise.resolve(false);
      rows.set(name, { state, version: version + 1 });
      return Promise.resolve(true);
    },
  };
}

function budgetOf(requestsPerMinute: number, store = memoryStore(), clock = createTestClock()) {
  const nowMs = () => clock.now().getTime();
  const sleep = (durationMs: number) => {
    clock.advance(durationMs);
    return Promise.resolve();
  };
  const budget = createBudget('token:a', requestsPerMinute, { store, nowMs, sleep });
  const take = (turn: Partial<Turn> = {}) => {
    const { priority = 'person' } = turn;
    return budget.take({
      priority,
      patienceMs: Infinity,
      workspace: undefined,
      probes: priority === 'person',
      ...turn,
    });
  };
  return { clock, nowMs, budget, take, store };
}

const anyone = fc.constantFrom<Priority>('person', 'worklog', 'reading');

describe('the budget of requests', () => {
  it('lets at most so many through in any minute, wherever the minute begins, on two servers together', async () => {
    const requests = fc.array(fc.record({ pauseMs: fc.nat(4000), priority: anyone, second: fc.boolean() }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), requests, async (perMinute, sequence) => {
        const first = budgetOf(perMinute);
        const other = budgetOf(perMinute, first.store, first.clock);
        const sentMs: number[] = [];
        for (const { pauseMs, priority, second } of sequence) {
          first.clock.advance(pauseMs);
          await (second ? other : first).take({ priority });
          sentMs.push(first.nowMs());
        }
        for (const [index, ms] of sentMs.entries()) {
          const before = sentMs[index - perMinute];
          expect(before === undefined || ms - before >= minuteMs).toBe(true);
        }
      }),
    );
  });

  it('may be spent in one burst', async () => {
    const { nowMs, take } = budgetOf(180);
    const before = nowMs();
    for (let sent = 0; sent < 180; sent += 1) await take();
    expect(nowMs()).toBe(before);
    const { waited } = await take();
    expect(nowMs() - before).toBeGreaterThanOrEqual(minuteMs);
    expect(nowMs() - before).toBeLessThan(minuteMs + secondMs);
    expect(waited).toEqual({ budget: nowMs() - before });
  });

  it('serves a waiting person before worklogs before reading, however much the lower ones have sent', async () => {
    const { nowMs, take } = budgetOf(100);
    const before = nowMs();
    for (let sent = 0; sent < 80; sent += 1) await take({ priority: 'reading' });
    await expect(take({ priority: 'reading', patienceMs: 0 })).rejects.toMatchObject({ kind: 'rate_limited' });
    for (let sent = 0; sent < 10; sent += 1) await take({ priority: 'worklog' });
    await expect(take({ priority: 'worklog', patienceMs: 0 })).rejects.toMatchObject({ kind: 'rate_limited' });
    for (let sent = 0; sent < 10; sent += 1) await take({ priority: 'person' });
    expect(nowMs()).toBe(before);
    await expect(take({ patienceMs: 0 })).rejects.toMatchObject({ kind: 'rate_limited', retryAfterMs: 60_500 });
  });

  it('gives what becomes free at the limit to the person first, whoever asked before', async () => {
    const { clock, take } = budgetOf(10);
    for (let sent = 0; sent < 10; sent += 1) {
      await take();
      clock.advance(secondMs);
    }
    clock.advance(minuteMs - 9 * secondMs);
    await expect(take({ priority: 'reading', patienceMs: 0 })).rejects.toMatchObject({ kind: 'rate_limited' });
    await expect(take({ priority: 'worklog', patienceMs: 0 })).rejects.toMatchObject({ kind: 'rate_limited' });
    await expect(take({ priority: 'person', patienceMs: 0 })).resolves.toMatchObject({ waited: {} });
  });

  it('does not let what waits in the background hold up the others', async () => {
    const waiting: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => waiting.push(resolve));
    const budget = createBudget('token:a', 10, { store: memoryStore(), nowMs: () => 0, sleep });
    const reading = { priority: 'reading', patienceMs: Infinity, workspace: undefined, probes: false } as const;
    for (let sent = 0; sent < 8; sent += 1) await budget.take(reading);
    void budget.take(reading);
    await budget.take({ ...reading, priority: 'person' });
    expect(waiting).toHaveLength(1);
  });

  it('rests for everybody while Notion asks to wait, and lets nothing through a moment early', async () => {
    const { nowMs, budget, take, store, clock } = budgetOf(100);
    const untilMs = nowMs() + 400 * secondMs;
    await budget.rest(400 * secondMs, 'public_api_request_rate_limit');
    await budget.rest(secondMs, 'public_api_request_rate_limit');
    const other = budgetOf(100, store, clock);
    await expect(other.take({ patienceMs: minuteMs })).rejects.toMatchObject({ retryAfterMs: 400 * secondMs });
    const { waited } = await take({ priority: 'reading' });
    expect(nowMs()).toBe(untilMs);
    expect(waited).toEqual({ public_api_request_rate_limit: 400 * secondMs });
  });

  it('rests for all tokens of a workspace when Notion limits the workspace, and for no other workspace', async () => {
    const { budget, store, clock, nowMs } = budgetOf(100);
    await budget.rest(30 * secondMs, 'public_api_space_request_rate_limit', 'workspace:w');
    const ports = { store, nowMs, sleep: () => Promise.resolve() };
    const colleague = createBudget('token:b', 100, ports);
    const turn = { priority: 'person', patienceMs: 0, probes: true } as const;
    await expect(colleague.take({ ...turn, workspace: 'workspace:w' })).rejects.toMatchObject({
      retryAfterMs: 30 * secondMs,
    });
    await colleague.take({ ...turn, workspace: 'workspace:other' });
    clock.advance(30 * secondMs);
    await colleague.take({ ...turn, workspace: 'workspace:w' });
  });

  it('sends nothing by itself while Notion blocks the token, until a person finds it open again', async () => {
    const { budget, take, store, clock } = budgetOf(100);
    await budget.block(true);
    const other = budgetOf(100, store, clock);
    for (const priority of ['reading', 'worklog'] as const) {
      await expect(other.take({ priority })).rejects.toMatchObject({ kind: 'blocked' });
    }
    expect(await take()).toMatchObject({ wasBlocked: true });
    await budget.block(false);
    await other.take({ priority: 'reading' });
  });

  it('keeps nobody waiting for the hour that a clock is set back', async () => {
    const { clock, nowMs, budget, take } = budgetOf(10);
    for (let sent = 0; sent < 10; sent += 1) await take();
    await budget.rest(30 * secondMs, 'unknown');
    clock.advance(-hourMs);
    const before = nowMs();
    await take();
    expect(nowMs() - before).toBeLessThan(minuteMs + secondMs);
  });

  it('keeps nobody of the workspace waiting for that hour either', async () => {
    const { clock, nowMs, budget, take } = budgetOf(10);
    await budget.rest(30 * secondMs, 'public_api_space_request_rate_limit', 'workspace:w');
    clock.advance(-hourMs);
    const before = nowMs();
    await take({ workspace: 'workspace:w' });
    expect(nowMs() - before).toBeLessThanOrEqual(30 * secondMs);
  });

  it('goes on after a wait that was ended, as when a server stops and another takes its place', async () => {
    let ends = true;
    const sleep = () =>
      ends ? Promise.reject(new DOMException('The server stops.', 'AbortError')) : Promise.resolve();
    let now = 0;
    const budget = createBudget('token:a', 1, { store: memoryStore(), nowMs: () => now, sleep });
    const turn = { priority: 'person', patienceMs: Infinity, workspace: undefined, probes: true } as const;
    await budget.take(turn);
    await expect(budget.take(turn)).rejects.toThrow('The server stops.');
    ends = false;
    now = minuteMs + secondMs;
    await budget.take(turn);
  });

  it('in the database is one for all servers, however close together they ask', async () => {
    const database = await openTestDatabase();
    const clock = createTestClock();
    const servers = [1, 2, 3].map(() => budgetOf(20, createBudgetStore(database.db), clock));
    const rounds = Array.from({ length: 10 }, () => servers.map(({ take }) => take({ patienceMs: 0 })));
    const answers = await Promise.allSettled(rounds.flat());
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    await database.close();
  });
});
