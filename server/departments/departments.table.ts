import { boolean, jsonb, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { noRounding, type Rounding } from '../../shared/rounding.ts';
import { id, instant } from '../database/columns.ts';

export const department = pgTable(
  'department',
  {
    id: id(),
    name: text('name').notNull(),
    slug: text('slug').notNull(),
    useStatusGroups: boolean('use_status_groups').notNull().default(false),
    /** People of the department may see who else works on a task. */
    showsColleagues: boolean('shows_colleagues').notNull().default(false),
    /** How tracked time is rounded when it is booked. */
    rounding: jsonb('rounding').$type<Rounding>().notNull().default(noRounding),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [unique('department_slug_unique').on(table.slug)],
);
