import type { Color, DatabaseRecord, DataSourceRecord, PageRecord, WorkspaceSnapshot } from './records.ts';
import type { CommentRecord, IntegrationRecord, TokenRecord, UserRecord } from './records.ts';

export interface Clock {
  now(): Date;
}

/** Points on which Notion's own documentation is silent or contradicts itself. Tests run with both answers. */
export interface Unsettled {
  /** Whether a time filter compares the shown (floored) or the exact edit time. */
  filterTimes: 'floored' | 'exact';
  /** A page update that names a property the schema does not have. */
  unknownProperty: 'ignored' | 'error';
  /** A resolved comment asked for by its id. */
  resolvedComment: 'found' | 'missing';
  /** Whether trashing and restoring count as edits. */
  trashMovesEditTime: boolean;
  /** Whether a comment counts as an edit of its page. */
  commentMovesEditTime: boolean;
  /** What later pages of a query show after rows changed: the order of the first page, or the order of now. */
  paging: 'snapshot' | 'live';
  /** How long after its last edit a row is missing from queries, though it can be read by its id. */
  indexLagMs: number;
}

export interface WorkspaceLimits {
  /** Most rows one query can reach. */
  cap: number;
  /** Requests per connection in a window. */
  requestsPerMinute: number;
  /** Requests of all connections together in a window. */
  workspaceRequestsPerMinute: number;
  /** Length of a window, 60 seconds in Notion. */
  minuteMs: number;
}

export interface WorkspaceState {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly limits: WorkspaceLimits;
  readonly unsettled: Unsettled;
  readonly id: string;
  readonly name: string;
  /** Where the addresses of pages begin: Notion's own site, unless this server shows the pages. */
  pageBaseUrl: string;
  readonly users: Map<string, UserRecord>;
  readonly integrations: Map<string, IntegrationRecord>;
  readonly tokens: TokenRecord[];
  readonly databases: Map<string, DatabaseRecord>;
  readonly dataSources: Map<string, DataSourceRecord>;
  readonly pages: Map<string, PageRecord>;
  readonly comments: Map<string, CommentRecord>;
  /** Rows by data source, so that a query does not look at the rest of the workspace. */
  readonly rows: Map<string, Set<PageRecord>>;
  /** Comments by page and by discussion, oldest first. */
  readonly pageComments: Map<string, CommentRecord[]>;
  readonly discussions: Map<string, CommentRecord[]>;
  /** Grows with every change. */
  revision: number;
  readonly listeners: Set<() => void>;
  /** Told of everything that a webhook may tell of. */
  readonly witnesses: Set<(happening: Happening) => void>;
}

/** Something that a webhook may tell of, as its event names it. */
export interface Happening {
  type: string;
  entity: { id: string; type: 'page' | 'data_source' };
  authorId: string;
  /** Beside the parent. */
  data?: Record<string, unknown[]>;
}

/** To be called after whatever a webhook may tell of. */
export function happened(state: WorkspaceState, happening: Happening): void {
  for (const witness of state.witnesses) witness(happening);
}

/** To be called after every change: tells readers and the snapshot file that something is new. */
export function changed(state: WorkspaceState): void {
  state.revision += 1;
  for (const listener of state.listeners) listener();
}

export const settledByDefault: Unsettled = {
  filterTimes: 'floored',
  unknownProperty: 'ignored',
  resolvedComment: 'found',
  trashMovesEditTime: true,
  commentMovesEditTime: false,
  paging: 'snapshot',
  indexLagMs: 0,
};

export const optionColors: readonly Color[] = [
  'gray',
  'blue',
  'green',
  'yellow',
  'orange',
  'red',
  'purple',
  'pink',
  'brown',
];

function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}

/** Builds the model from a snapshot. The snapshot is copied, so that the caller's object stays as it is. */
export function makeState(
  snapshot: WorkspaceSnapshot,
  settings: Pick<WorkspaceState, 'clock' | 'newId' | 'limits' | 'unsettled'>,
): WorkspaceState {
  const data = structuredClone(snapshot);
  const state: WorkspaceState = {
    ...settings,
    id: data.id,
    name: data.name,
    pageBaseUrl: 'https://app.notion.com',
    users: byId(data.users),
    integrations: byId(data.integrations),
    tokens: data.tokens,
    databases: byId(data.databases),
    dataSources: byId(data.dataSources),
    pages: byId(data.pages),
    comments: byId(data.comments),
    rows: new Map(),
    pageComments: new Map(),
    discussions: new Map(),
    revision: 0,
    listeners: new Set(),
    witnesses: new Set(),
  };
  for (const page of data.pages) indexRow(state, page);
  for (const comment of data.comments) indexComment(state, comment);
  return state;
}

/** Enters a page into the row index of its data source; plain pages are not rows. */
export function indexRow(state: WorkspaceState, page: PageRecord): void {
  if (page.parent.type !== 'data_source_id') return;
  const rows = state.rows.get(page.parent.dataSourceId) ?? new Set<PageRecord>();
  state.rows.set(page.parent.dataSourceId, rows.add(page));
}

/** Takes a page out of the row index, before it moves or is purged. */
export function unindexRow(state: WorkspaceState, page: PageRecord): void {
  if (page.parent.type === 'data_source_id') state.rows.get(page.parent.dataSourceId)?.delete(page);
}

/** Enters a new comment into the lists of its page and its discussion. */
export function indexComment(state: WorkspaceState, comment: CommentRecord): void {
  for (const [index, key] of [
    [state.pageComments, comment.pageId],
    [state.discussions, comment.discussionId],
  ] as const) {
    const comments = index.get(key);
    if (comments === undefined) index.set(key, [comment]);
    else comments.push(comment);
  }
}

/** Everything there is, ready for JSON. Shares its records with the model: write or copy it at once. */
export function takeSnapshot(state: WorkspaceState): WorkspaceSnapshot {
  return {
    version: 1,
    id: state.id,
    name: state.name,
    users: [...state.users.values()],
    integrations: [...state.integrations.values()],
    tokens: state.tokens,
    databases: [...state.databases.values()],
    dataSources: [...state.dataSources.values()],
    pages: [...state.pages.values()],
    comments: [...state.comments.values()],
  };
}

export function nowMs(state: WorkspaceState): number {
  return state.clock.now().getTime();
}

const MINUTE_MS = 60_000;

/** Notion rounds the times of pages and blocks down to the minute. */
export function floorToMinuteMs(timeMs: number): number {
  return Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
}

/** The address at which people open a page or a database. */
export function pageUrl(state: WorkspaceState, id: string): string {
  return `${state.pageBaseUrl}/p/${id.replaceAll('-', '')}`;
}

/** A time as the API shows it. */
export function shownTime(timeMs: number): string {
  return new Date(floorToMinuteMs(timeMs)).toISOString();
}
