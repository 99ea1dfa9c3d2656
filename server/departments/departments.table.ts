import { boolean, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { id, instant } from '../database/columns.ts';

export const department = pgTable(
  'department',
  {
    id: id(),
    name: text('name').notNull(),
    slug: text('slug').notNull(),
    useStatusGroups: boolean('use_status_groups').notNull().default(false),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [unique('department_slug_unique').on(table.slug)],
);
