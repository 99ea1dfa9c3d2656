import { z } from 'zod';
import { compileFilter } from './filters.ts';
import { makeId } from './ids.ts';
import { invalid } from './problem.ts';
import type { DataSourceRecord, IntegrationRecord, PageRecord } from './records.ts';
import { compareEntries, signsOf, sorted, type Entry } from './sorting.ts';
import { nowMs, type WorkspaceState } from './state.ts';

const direction = z.enum(['ascending', 'descending']);
export const pageSizeSchema = z.int().min(1).max(100);

export const querySchema = z.strictObject({
  filter: z.unknown().optional(),
  sorts: z
    .array(
      z.union([
        z.object({ timestamp: z.enum(['created_time', 'last_edited_time']), direction }),
        z.object({ property: z.string(), direction }),
      ]),
    )
    .max(100)
    .optional(),
  start_cursor: z.string().nullish(),
  page_size: pageSizeSchema.optional(),
  is_archived: z.boolean().optional(),
  in_trash: z.boolean().optional(),
  archived: z.boolean().optional(),
  result_type: z.enum(['page', 'data_source']).optional(),
});
type QueryBody = z.infer<typeof querySchema>;

interface Session {
  fingerprint: string;
  entries: Entry[];
  incomplete: boolean;
  revision: number;
}

interface QueryPage {
  pages: PageRecord[];
  nextCursor: string | null;
  incomplete: boolean;
}

/** Orders that cursors point into. They live in memory only, so no cursor survives a restart. */
export interface CursorSessions {
  run(state: WorkspaceState, integration: IntegrationRecord, dataSource: DataSourceRecord, body: QueryBody): QueryPage;
  expireAll(): void;
}

const SESSIONS_LIMIT = 100;

function isIndexed(state: WorkspaceState, page: PageRecord): boolean {
  const { indexLagMs } = state.unsettled;
  return indexLagMs === 0 || page.editedAtMs <= nowMs(state) - indexLagMs;
}

function matchingEntries(state: WorkspaceState, dataSource: DataSourceRecord, body: QueryBody): Entry[] {
  if (body.result_type === 'data_source') return [];
  const test = body.filter === undefined ? () => true : compileFilter(state, dataSource, body.filter);
  const rows = [...(state.rows.get(dataSource.id) ?? [])];
  const archived = body.is_archived ?? false;
  const listed = (page: PageRecord) => !page.inTrash && !page.restricted && page.isArchived === archived;
  const matching = rows.filter((page) => listed(page) && isIndexed(state, page) && test(page));
  return sorted(state, dataSource, matching, body.sorts ?? []);
}

function fingerprintOf(integration: IntegrationRecord, dataSource: DataSourceRecord, body: QueryBody): string {
  const { start_cursor: _cursor, page_size: _size, ...query } = body;
  return JSON.stringify([integration.id, dataSource.id, query]);
}

function stillThere(state: WorkspaceState, page: PageRecord, dataSource: DataSourceRecord): boolean {
  return state.rows.get(dataSource.id)?.has(page) === true && !page.inTrash && !page.restricted;
}

export function makeCursorSessions(): CursorSessions {
  const sessions = new Map<string, Session>();

  function remember(key: string, session: Session): void {
    sessions.set(key, session);
    const oldest = sessions.keys().next();
    if (sessions.size > SESSIONS_LIMIT && oldest.done !== true) sessions.delete(oldest.value);
  }

  function open(state: WorkspaceState, dataSource: DataSourceRecord, body: QueryBody, fingerprint: string): Session {
    const entries = matchingEntries(state, dataSource, body);
    const incomplete = entries.length > state.limits.cap;
    return { fingerprint, entries: entries.slice(0, state.limits.cap), incomplete, revision: state.revision };
  }

  function resume(cursor: string, fingerprint: string): { key: string; offset: number; session: Session } {
    const [key = '', offset = ''] = Buffer.from(cursor, 'base64url').toString().split('/');
    const session = sessions.get(key);
    if (session === undefined || session.fingerprint !== fingerprint || !/^\d+$/.test(offset)) {
      throw invalid(`The start_cursor provided is invalid: ${cursor.slice(0, 80)}`);
    }
    return { key, offset: Number(offset), session };
  }

  /** The order of now, entered behind the row that was shown last. */
  function reopened(
    state: WorkspaceState,
    dataSource: DataSourceRecord,
    body: QueryBody,
    old: Session,
    offset: number,
  ) {
    const session = open(state, dataSource, body, old.fingerprint);
    const last = old.entries[offset - 1];
    const signs = signsOf(body.sorts ?? []);
    const found = session.entries.findIndex((entry) => last === undefined || compareEntries(entry, last, signs) > 0);
    return { session, offset: found === -1 ? session.entries.length : found };
  }

  return {
    run(state, integration, dataSource, body) {
      const fingerprint = fingerprintOf(integration, dataSource, body);
      const cursor = body.start_cursor ?? null;
      let place =
        cursor === null
          ? { key: makeId(state.newId), offset: 0, session: open(state, dataSource, body, fingerprint) }
          : resume(cursor, fingerprint);
      if (state.unsettled.paging === 'live' && place.session.revision !== state.revision) {
        place = { key: makeId(state.newId), ...reopened(state, dataSource, body, place.session, place.offset) };
      }
      const end = place.offset + (body.page_size ?? 100);
      const more = end < place.session.entries.length;
      if (more) remember(place.key, place.session);
      const pages = place.session.entries.slice(place.offset, end).map((entry) => entry.page);
      return {
        pages: pages.filter((page) => stillThere(state, page, dataSource)),
        nextCursor: more ? Buffer.from(`${place.key}/${end}`).toString('base64url') : null,
        incomplete: place.session.incomplete,
      };
    },
    expireAll: () => sessions.clear(),
  };
}
