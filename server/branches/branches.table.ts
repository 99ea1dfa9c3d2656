import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Branch } from '../../shared/api/branches.ts';
import { departmentId, id, instant } from '../database/columns.ts';
import type { SaidAboutBranch } from './said.ts';

/**
 * A branch seen in a repository, with its link. A deleted branch is ended; the same name seen again is a new row,
 * so that a link never passes from one branch to another of the same name.
 */
export const branch = pgTable(
  'branch',
  {
    id: id(),
    departmentId: departmentId(),
    repository: text('repository').notNull(),
    name: text('name').notNull(),
    issueId: uuid('issue_id'),
    rule: text('rule').$type<Branch['rule']>().notNull(),
    reason: text('reason').notNull(),
    rejected: jsonb('rejected').$type<Branch['rejected']>().notNull(),
    watches: jsonb('watches').$type<string[]>().notNull(),
    /** Wins over every rule for as long as this branch lives, and after it. Another branch of the name starts without. */
    said: jsonb('said').$type<SaidAboutBranch>(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('branch_open_unique')
      .on(table.departmentId, table.repository, table.name)
      .where(sql`ended_at is null`),
    index('branch_issue_index').on(table.departmentId, table.issueId),
    index('branch_name_index').on(table.departmentId, table.repository, table.name),
    index('branch_watches_index').using('gin', table.watches),
    index('branch_seen_index').on(table.departmentId, table.lastSeenAt, table.id),
  ],
);
