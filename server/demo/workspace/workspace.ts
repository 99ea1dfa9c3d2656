import type { Desk, RequestEntry } from './answering.ts';
import { makeFaultPort, type FaultPort } from './faults.ts';
import { makeId } from './ids.ts';
import { accessPeople, type AccessPeople } from './people-access.ts';
import { commentPeople, type CommentPeople } from './people-comments.ts';
import { pagePeople, requireColumn, requirePage, type PagePeople } from './people-pages.ts';
import { requireDataSource, schemaPeople, type SchemaPeople } from './people-schema.ts';
import { columnsBelow } from './pages-shown.ts';
import { makeCursorSessions } from './queries.ts';
import { makeRateLimiter } from './rate-limit.ts';
import type { CommentRecord, DataSourceRecord, PageRecord, WorkspaceSnapshot } from './records.ts';
import { plainText } from './rich-text.ts';
import {
  makeState,
  settledByDefault,
  takeSnapshot,
  type Clock,
  type Unsettled,
  type WorkspaceLimits,
} from './state.ts';
import { toPlain, type PlainValue } from './values-plain.ts';
import { makeWebhookPort, type WebhookPort } from './webhooks.ts';

export interface WorkspaceOptions extends Partial<WorkspaceLimits> {
  clock: Clock;
  /** A fresh id at every call; everything the workspace makes up is derived from it. */
  newId: () => string;
  data?: WorkspaceSnapshot;
  unsettled?: Partial<Unsettled>;
}

/** A comment as the ledger has it, resolved and deleted ones included. */
export interface LedgerComment extends Omit<CommentRecord, 'parts'> {
  text: string;
  links: string[];
}

/** The sample Notion workspace: what people do in it, what is in it, and how its API misbehaves on request. */
export interface Workspace {
  readonly people: PagePeople & SchemaPeople & AccessPeople & CommentPeople;
  readonly faults: FaultPort;
  readonly webhooks: WebhookPort;
  readonly requestsLog: readonly RequestEntry[];
  /** All comments ever made on a page, oldest first. */
  comments(pageId: string): LedgerComment[];
  page(pageId: string): PageRecord | undefined;
  /** A cell as a person reads it. */
  value(pageId: string, column: string): PlainValue;
  /** The page with a key such as `NT-42`. */
  findPage(key: string): string;
  /** Page ids of all rows of a data source, in the trash or not. */
  rows(dataSourceId: string): string[];
  dataSource(dataSourceId: string): DataSourceRecord;
  snapshot(): WorkspaceSnapshot;
  /** Makes every cursor handed out so far invalid. */
  expireCursors(): void;
  /** Calls back after each change; gives a function that ends it. */
  onChange(listener: () => void): () => void;
  /** For the HTTP server. */
  readonly desk: Desk;
}

function emptySnapshot(newId: () => string): WorkspaceSnapshot {
  const nothing = { users: [], integrations: [], tokens: [], databases: [], dataSources: [], pages: [], comments: [] };
  return { version: 1, id: makeId(newId), name: 'Sample workspace', ...nothing };
}

function makeDesk(options: WorkspaceOptions): Desk {
  const limits = {
    cap: options.cap ?? 10_000,
    requestsPerMinute: options.requestsPerMinute ?? 180,
    workspaceRequestsPerMinute: options.workspaceRequestsPerMinute ?? Infinity,
    minuteMs: options.minuteMs ?? 60_000,
  };
  const { clock, newId } = options;
  const unsettled = { ...settledByDefault, ...options.unsettled };
  const state = makeState(options.data ?? emptySnapshot(newId), { clock, newId, limits, unsettled });
  return { state, sessions: makeCursorSessions(), limiter: makeRateLimiter(), log: [], requests: { count: 0 } };
}

function ledgerComment(desk: Desk, { parts, ...comment }: CommentRecord): LedgerComment {
  const links = parts.flatMap((part) => (part.kind === 'text' && part.url !== null ? [part.url] : []));
  return { ...structuredClone(comment), text: plainText(desk.state, parts), links };
}

function findByKey(desk: Desk, key: string): string {
  const [, prefix = '', number = ''] = /^(.*)-(\d+)$/.exec(key) ?? [];
  for (const dataSource of desk.state.dataSources.values()) {
    const column = dataSource.properties.find((one) => one.type === 'unique_id' && (one.prefix ?? '') === prefix);
    const rows = column === undefined ? [] : [...(desk.state.rows.get(dataSource.id) ?? [])];
    const page = rows.find((row) => column !== undefined && toPlain(desk.state, column, row) === Number(number));
    if (page !== undefined) return page.id;
  }
  throw new Error(`The sample workspace has no page ${key}`);
}

/** Makes a workspace, empty or from a snapshot. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const desk = makeDesk(options);
  const { state } = desk;
  return {
    people: { ...pagePeople(state), ...schemaPeople(state), ...accessPeople(state), ...commentPeople(state) },
    faults: makeFaultPort(),
    webhooks: makeWebhookPort(state),
    requestsLog: desk.log,
    comments: (pageId) => (state.pageComments.get(pageId) ?? []).map((comment) => ledgerComment(desk, comment)),
    page: (pageId) => structuredClone(state.pages.get(pageId)),
    value: (pageId, column) => {
      const page = requirePage(state, pageId);
      return toPlain(state, requireColumn(columnsBelow(state, page.parent), column), page);
    },
    findPage: (key) => findByKey(desk, key),
    rows: (dataSourceId) => [...(state.rows.get(dataSourceId) ?? [])].map(({ id }) => id),
    dataSource: (dataSourceId) => structuredClone(requireDataSource(state, dataSourceId)),
    snapshot: () => structuredClone(takeSnapshot(state)),
    expireCursors: () => desk.sessions.expireAll(),
    onChange: (listener) => {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
    desk,
  };
}
