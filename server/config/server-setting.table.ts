import { pgTable, text } from 'drizzle-orm/pg-core';

/** Facts of the installation itself, such as the sealed word that tells whether the secret fits the data. */
export const serverSetting = pgTable('server_setting', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});
