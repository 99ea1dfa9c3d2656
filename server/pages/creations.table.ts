import { boolean, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { departmentId, id, instant } from '../database/columns.ts';

/**
 * A page that a person makes from the editor, by the id that their client gave it. It is written down before the request
 * leaves, so that one whose end is unclear is looked for before it is sent again.
 */
export const pageCreation = pgTable(
  'page_creation',
  {
    id: id(),
    departmentId: departmentId(),
    personId: uuid('person_id').notNull(),
    sourceId: uuid('source_id').notNull(),
    title: text('title').notNull(),
    requestHash: text('request_hash').notNull(),
    /**
     * Written before a request leaves and cleared when it surely made nothing: as long as it is there, a page may be in
     * Notion or may still come to be.
     */
    sentAt: instant('sent_at'),
    /** When the first of the requests left that may have made the page. */
    firstSentAt: instant('first_sent_at'),
    /** The bot that sent it. */
    botId: text('bot_id'),
    /** False when Notion says that the page was saved, wherever it is. */
    mayRepeat: boolean('may_repeat').notNull(),
    /** The page, by what Notion said when it failed to answer; not stored yet. */
    committedId: text('committed_id'),
    /** The page, once it is known. */
    pageId: text('page_id'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('page_creation_page_unique').on(table.departmentId, table.pageId),
    index('page_creation_open_index').on(table.departmentId, table.sourceId, table.title),
  ],
);
