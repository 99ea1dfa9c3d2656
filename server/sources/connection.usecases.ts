import type { Check, NotionConnection, NotionSettings, Source } from '../../shared/api/notion.ts';
import { problems, ProblemError, type ProblemCode } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { linkAllBranches } from '../branches/linking.usecases.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { countIssues } from '../issues/issues.repository.ts';
import { revokeLease } from '../jobs/lease.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import type { NotionSession } from '../notion/gateway.ts';
import { readBot, type Bot, type DatabaseInfo } from '../notion/reading.ts';
import { propertyNames } from '../notion/schema.ts';
import type { Services } from '../services.ts';
import { openToken, tokenPlace } from './connection.ts';
import { databaseIdsIn, resolveDatabase, takeSources } from './discover.usecases.ts';
import { schemaFindings } from './notices.ts';
import { countQuarantined } from './quarantine.repository.ts';
import { runLeaseName } from './run-context.ts';
import { endAbandonedRuns } from './runs.repository.ts';
import { readLastRun } from './runs.usecases.ts';
import { readingOf } from './schema.usecases.ts';
import * as repository from './sources.repository.ts';
import type { ConnectionRow, SourceRow } from './sources.repository.ts';

/** The settings with the token to use: the typed one, else the saved one. */
export async function settingsSession(services: Services, ctx: Ctx, settings: NotionSettings): Promise<NotionSession> {
  const saved = await repository.findConnection(ctx);
  const token = settings.token ?? (saved === undefined ? undefined : openToken(services, saved));
  if (token === undefined)
    throw new ProblemError('request.invalid', '"token": is needed for the first connection.', 'token');
  return services.notion.session(token, { workspaceId: saved?.workspaceId ?? null });
}

/**
 * Saves the department's connection. What is surely wrong is refused: a token that Notion does not accept, a page
 * instead of a database. What only needs mending in Notion is saved and shown until it is mended.
 */
export async function saveConnection(services: Services, ctx: Ctx, settings: NotionSettings): Promise<void> {
  const before = await repository.findConnection(ctx);
  const session = await settingsSession(services, ctx, settings);
  const databaseIds = databaseIdsIn(settings.database);
  const found = settings.enabled ? await lookUp(session, databaseIds) : { databases: [] };
  const token = settings.token ?? (before === undefined ? '' : openToken(services, before));
  const database = databaseIds.join(' ');
  const sameDatabase = before?.database === database;
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await endRunUnderWay(inside);
    await repository.saveConnection(inside, {
      departmentId: ctx.department.id,
      enabled: settings.enabled,
      database,
      prefix: settings.prefix ?? before?.prefix ?? services.environment.NOTION_ISSUE_PREFIX,
      sealedToken: services.secrets.seal(token, tokenPlace(ctx.department.id)),
      botId: found.bot?.id ?? before?.botId ?? null,
      workspaceId: found.bot?.workspaceId ?? before?.workspaceId ?? null,
      workspaceName: found.bot?.workspaceName ?? before?.workspaceName ?? null,
      state: found.detail === undefined ? 'ok' : 'failing',
      detail: found.detail ?? null,
      discoveredAt: null,
      reconciledAt: sameDatabase ? (before?.reconciledAt ?? null) : null,
      updatedAt: ctx.clock.now(),
    });
    if (!sameDatabase) await repository.removeOtherSources(inside, []);
    if (found.databases.length > 0) {
      await takeSources(inside, found.databases, { areAll: found.databases.length === databaseIds.length });
    }
    await linkAllBranches(inside);
    await audit(inside, 'notion.saved', ctx.department.id, {
      enabled: settings.enabled,
      database,
      prefix: settings.prefix,
      tokenChanged: settings.token !== undefined,
    });
  });
}

/** A run goes by the settings it was started with, so it ends with them. */
async function endRunUnderWay(ctx: Ctx): Promise<void> {
  await revokeLease(ctx.db, runLeaseName(ctx.department.id));
  const detail = 'The settings were changed during this run; the next one goes by the new ones.';
  await endAbandonedRuns(ctx, { code: 'server.unavailable', detail, fix: problems['notion.unavailable'].fix });
}

interface Found {
  bot?: Bot;
  databases: DatabaseInfo[];
  detail?: string;
}

/** What people mend in Notion, or what passes by itself. */
const mendable = new Set<ProblemCode>([
  'notion.not_shared',
  'notion.capability',
  'notion.unavailable',
  'notion.rate_limited',
  'notion.blocked',
]);

async function lookUp(session: NotionSession, databaseIds: readonly string[]): Promise<Found> {
  const found: Found = { databases: [] };
  const details = [await unmended(async () => Object.assign(found, { bot: await readBot(session) }))];
  if (details[0] !== undefined) return { ...found, detail: details[0] };
  for (const id of databaseIds) {
    details.push(await unmended(async () => found.databases.push(await resolveDatabase(session, id))));
  }
  const detail = details.find((text) => text !== undefined);
  return detail === undefined ? found : { ...found, detail };
}

/** What a person has to mend in Notion before the request works. What is surely wrong is thrown. */
async function unmended(request: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await request();
    return undefined;
  } catch (error) {
    const problem = error instanceof NotionFailure ? notionProblem(error) : error;
    if (!(problem instanceof ProblemError)) throw error;
    if (!mendable.has(problem.code)) throw problem;
    return problem.message;
  }
}

/** The connection as administrators see it; `nextRunAt` is when the poller looks next. */
export async function readConnection(services: Services, ctx: Ctx, nextRunAt: Date | null): Promise<NotionConnection> {
  const row = await repository.findConnection(ctx);
  const prefix = row?.prefix ?? services.environment.NOTION_ISSUE_PREFIX;
  const rows = await repository.listSources(ctx);
  const sources = [];
  for (const source of rows) sources.push(await sourceOf(ctx, source, noticesOf(source, rows, prefix)));
  return {
    enabled: row?.enabled ?? false,
    database: row?.database ?? null,
    prefix,
    hasToken: row !== undefined,
    workspace: row?.workspaceName ?? null,
    state: stateOf(row, sources),
    detail: row?.detail ?? null,
    sources,
    lastRun: (await readLastRun(ctx)) ?? null,
    nextRunAt: row?.enabled === true ? (nextRunAt?.toISOString() ?? null) : null,
  };
}

function stateOf(row: ConnectionRow | undefined, sources: readonly Source[]): NotionConnection['state'] {
  if (row === undefined) return 'not_connected';
  if (!row.enabled) return 'off';
  if (row.state === 'failing') return 'failing';
  const attention = sources.some(
    ({ state, notices, quarantined }) =>
      state !== 'active' || quarantined > 0 || notices.some(({ level }) => level !== 'ok'),
  );
  return attention ? 'attention' : 'ok';
}

function noticesOf(row: SourceRow, rows: readonly SourceRow[], prefix: string): Check[] {
  const reading = readingOf(row);
  if (reading === undefined) return [];
  const others = rows.flatMap((other) => {
    const known = other.id === row.id ? undefined : readingOf(other);
    return known === undefined ? [] : [{ name: other.name, reading: known }];
  });
  return schemaFindings({ reading, others }, prefix);
}

/** How many of the last changes of a schema are told. */
const changesShown = 20;

async function sourceOf(ctx: Ctx, row: SourceRow, notices: Check[]): Promise<Source> {
  const { id, name, databaseId, dataSourceId, prefix, state, detail, watermark, schema, properties } = row;
  return {
    id,
    name,
    databaseId,
    dataSourceId,
    prefix,
    state,
    detail,
    issues: await countIssues(ctx, id),
    quarantined: await countQuarantined(ctx, id),
    watermark: watermark?.toISOString() ?? null,
    properties: schema === null || properties === null ? {} : propertyNames(schema, properties),
    notices,
    changes: (await repository.listSchemaChanges(ctx, id, changesShown)).map(({ message, fix, at }) => ({
      at: at.toISOString(),
      message,
      fix,
    })),
  };
}
