import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import type { BudgetState } from '../notion/budget.ts';

/** The request budget of a Notion token (by its hash) or the pause of a workspace, shared by all servers. */
export const notionBudget = pgTable('notion_budget', {
  name: text('name').primaryKey(),
  state: jsonb('state').$type<BudgetState>().notNull(),
  version: integer('version').notNull(),
});
