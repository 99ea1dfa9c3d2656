import { timestamp, uuid } from 'drizzle-orm/pg-core';

/** The id of a row, made by us before the insert. */
export const id = () => uuid('id').primaryKey();

/** The tenant. Comes first in every key and index of what a department owns. */
export const departmentId = () => uuid('department_id').notNull();

/** An instant with time zone, as a Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
