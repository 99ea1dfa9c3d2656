import { and, eq, inArray } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { freshBudget, type BudgetStore } from '../notion/budget.ts';
import { notionBudget } from './budgets.table.ts';

/** Budgets in the database, one row each. Not owned by a department: several may use the same token. */
export function createBudgetStore(db: Database): BudgetStore {
  return {
    async load(names) {
      const rows = await db
        .select()
        .from(notionBudget)
        .where(inArray(notionBudget.name, [...names]));
      const found = new Map(rows.map((row) => [row.name, row]));
      return names.map((name) => found.get(name) ?? { state: freshBudget, version: 0 });
    },
    async save(name, state, version) {
      const saved = { name: notionBudget.name };
      if (version === 0) {
        const fresh = { name, state, version: 1 };
        return (await db.insert(notionBudget).values(fresh).onConflictDoNothing().returning(saved)).length > 0;
      }
      const mine = and(eq(notionBudget.name, name), eq(notionBudget.version, version));
      const next = { state, version: version + 1 };
      return (await db.update(notionBudget).set(next).where(mine).returning(saved)).length > 0;
    },
  };
}
