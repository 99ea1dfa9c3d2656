import type { Logger } from 'pino';
import type { BudgetState, BudgetStore } from '../notion/budget.ts';

interface Kept {
  state: BudgetState;
  version: number;
  /** The version in the database below, and whether that is behind. */
  storedVersion: number;
  isBehind: boolean;
  writing: Promise<void>;
}

/**
 * Budgets of a server that has the database for itself. That has one connection, which a long transaction may hold, and
 * no request shall wait for it: budgets are answered from memory and written behind. Only what Notion asked for, a rest
 * or a block, is written before it counts, so that a restart does not forget it.
 */
export function createLocalBudgetStore(below: BudgetStore, log: Logger): BudgetStore {
  const kept = new Map<string, Kept>();

  async function keep(name: string): Promise<Kept> {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const [found] = await below.load([name]);
    const again = kept.get(name);
    if (again !== undefined || found === undefined) return again ?? Promise.reject(new Error('No budget was loaded.'));
    const fresh = { ...found, storedVersion: found.version, isBehind: false, writing: Promise.resolve() };
    kept.set(name, fresh);
    return fresh;
  }

  /** Writes what is newest then; what was queued meanwhile finds nothing more to do. */
  async function catchUp(name: string, entry: Kept): Promise<void> {
    if (!entry.isBehind) return;
    entry.isBehind = false;
    if (await below.save(name, entry.state, entry.storedVersion)) entry.storedVersion += 1;
  }

  return {
    load: (names) => Promise.all(names.map(keep)),
    async save(name, state, version) {
      const entry = await keep(name);
      if (entry.version !== version) return false;
      const isAsked = state.pause !== entry.state.pause || state.blockedMs !== entry.state.blockedMs;
      Object.assign(entry, { state, version: version + 1, isBehind: true });
      const written = entry.writing.then(() => catchUp(name, entry));
      entry.writing = written.catch((error: unknown) => log.debug({ err: error }, 'a budget was not written'));
      if (isAsked) await written;
      return true;
    },
  };
}
