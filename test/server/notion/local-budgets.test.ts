import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createLocalBudgetStore } from '../../../server/budgets/local-budgets.ts';
import { freshBudget, type BudgetState, type BudgetStore } from '../../../server/notion/budget.ts';

const log = pino({ level: 'silent' });
const rest = { fromMs: 1, untilMs: 400_000, reason: 'public_api_request_rate_limit' };

/** A database that answers when it is told to. */
function slowDatabase() {
  const rows = new Map<string, { state: BudgetState; version: number }>();
  const waiting: (() => void)[] = [];
  let isHeld = false;
  const turn = () => (isHeld ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve());
  const store: BudgetStore = {
    async load(names) {
      await turn();
      return names.map((name) => rows.get(name) ?? { state: freshBudget, version: 0 });
    },
    async save(name, state, version) {
      await turn();
      if ((rows.get(name)?.version ?? 0) !== version) return false;
      rows.set(name, { state, version: version + 1 });
      return true;
    },
  };
  return {
    store,
    rows,
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('budgets of a server that has its database for itself', () => {
  it('are answered at once while a transaction holds the database, and written when it lets go', async () => {
    const database = slowDatabase();
    const budgets = createLocalBudgetStore(database.store, log);
    await budgets.load(['a']);
    database.hold();
    for (let version = 0; version < 5; version += 1) {
      expect(await budgets.save('a', { ...freshBudget, sentMs: [version] }, version)).toBe(true);
    }
    expect((await budgets.load(['a']))[0]?.state.sentMs).toEqual([4]);
    expect(database.rows.size).toBe(0);
    database.release();
    await settled();
    expect(database.rows.get('a')?.state.sentMs).toEqual([4]);
  });

  it('take a change only from who knew the newest', async () => {
    const budgets = createLocalBudgetStore(slowDatabase().store, log);
    expect(await budgets.save('a', freshBudget, 0)).toBe(true);
    expect(await budgets.save('a', freshBudget, 0)).toBe(false);
  });

  it('are acknowledged only when written as soon as Notion asked to rest, so that a restart knows it', async () => {
    const database = slowDatabase();
    const budgets = createLocalBudgetStore(database.store, log);
    await budgets.load(['a']);
    database.hold();
    const resting = budgets.save('a', { ...freshBudget, pause: rest }, 0);
    const first = await Promise.race([resting.then(() => 'written'), settled().then(() => 'still waiting')]);
    expect(first).toBe('still waiting');
    database.release();
    await resting;
    const restarted = createLocalBudgetStore(database.store, log);
    expect((await restarted.load(['a']))[0]?.state.pause).toEqual(rest);
    expect(await restarted.save('a', freshBudget, 1)).toBe(true);
  });
});
