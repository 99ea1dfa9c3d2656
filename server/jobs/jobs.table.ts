import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../database/columns.ts';

/** The newest claimed tick of each cron job: a tick runs on the server that moved this row to it. */
export const cronTick = pgTable('cron_tick', {
  name: text('name').primaryKey(),
  tickAt: instant('tick_at').notNull(),
});

/** Work that one server at a time may do. `fence` grows with each claim, so that a late holder is told apart. */
export const lease = pgTable('lease', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  leasedUntil: instant('leased_until').notNull(),
  fence: integer('fence').notNull(),
});
