import type { NotionConnection, NotionSettings, Source } from '../../shared/api/notion.ts';
import { ProblemError } from '../../shared/errors.ts';
import { parseNotionReference } from '../../shared/notion-id.ts';
import { audit } from '../audit/audit.repository.ts';
import { linkAllBranches } from '../branches/linking.usecases.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { countIssues } from '../issues/issues.repository.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import type { NotionSession } from '../notion/gateway.ts';
import { readBot, type Bot, type DatabaseInfo } from '../notion/reading.ts';
import { propertyNames } from '../notion/schema.ts';
import type { Services } from '../services.ts';
import { openToken, tokenPlace } from './connection.ts';
import { resolveDatabase, takeSources } from './discover.usecases.ts';
import { findLastRun, runOf } from './runs.repository.ts';
import * as repository from './sources.repository.ts';
import type { ConnectionRow, SourceRow } from './sources.repository.ts';

/** The settings with the token to use: the typed one, else the saved one. */
export async function settingsSession(services: Services, ctx: Ctx, settings: NotionSettings): Promise<NotionSession> {
  const saved = await repository.findConnection(ctx);
  const token = settings.token ?? (saved === undefined ? undefined : openToken(services, saved));
  if (token === undefined)
    throw new ProblemError('request.invalid', '"token": is needed for the first connection.', 'token');
  return services.notion.session(token);
}

/**
 * Saves the department's connection. What is surely wrong is refused: a token that Notion does not accept, a page
 * instead of a database. What only needs mending in Notion is saved and shown until it is mended.
 */
export async function saveConnection(services: Services, ctx: Ctx, settings: NotionSettings): Promise<void> {
  const before = await repository.findConnection(ctx);
  const session = await settingsSession(services, ctx, settings);
  const reference = parseNotionReference(settings.database);
  if (!reference.ok) throw new ProblemError('notion.database_id_invalid', reference.message, 'database');
  const found = settings.enabled ? await lookUp(session, settings.database) : {};
  const token = settings.token ?? (before === undefined ? '' : openToken(services, before));
  const sameDatabase = before?.database === reference.id;
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await repository.saveConnection(inside, {
      departmentId: ctx.department.id,
      enabled: settings.enabled,
      database: reference.id,
      prefix: settings.prefix ?? before?.prefix ?? services.environment.NOTION_ISSUE_PREFIX,
      sealedToken: services.secrets.seal(token, tokenPlace(ctx.department.id)),
      botId: found.bot?.id ?? before?.botId ?? null,
      workspaceName: found.bot?.workspaceName ?? before?.workspaceName ?? null,
      state: found.detail === undefined ? 'ok' : 'failing',
      detail: found.detail ?? null,
      discoveredAt: null,
      reconciledAt: sameDatabase ? (before?.reconciledAt ?? null) : null,
      updatedAt: ctx.clock.now(),
    });
    await linkAllBranches(inside);
    await audit(inside, 'notion.saved', ctx.department.id, {
      enabled: settings.enabled,
      database: reference.id,
      prefix: settings.prefix,
      tokenChanged: settings.token !== undefined,
    });
  });
  if (found.database !== undefined) await takeSources(ctx, found.database);
}

interface Found {
  bot?: Bot;
  database?: DatabaseInfo;
  detail?: string;
}

async function lookUp(session: NotionSession, database: string): Promise<Found> {
  const found: Found = {};
  try {
    found.bot = await readBot(session);
    found.database = await resolveDatabase(session, database);
    return found;
  } catch (error) {
    const problem = error instanceof NotionFailure ? notionProblem(error) : error;
    if (!(problem instanceof ProblemError)) throw error;
    const mendable = problem.code === 'notion.not_shared' || problem.code === 'notion.unavailable';
    if (!mendable && problem.code !== 'notion.rate_limited') throw problem;
    return { ...found, detail: problem.message };
  }
}

/** The connection as administrators see it; `nextRunAt` is when the poller looks next. */
export async function readConnection(services: Services, ctx: Ctx, nextRunAt: Date | null): Promise<NotionConnection> {
  const row = await repository.findConnection(ctx);
  const lastRun = await findLastRun(ctx);
  const sources = [];
  for (const source of await repository.listSources(ctx)) sources.push(await sourceOf(ctx, source));
  return {
    enabled: row?.enabled ?? false,
    database: row?.database ?? null,
    prefix: row?.prefix ?? services.environment.NOTION_ISSUE_PREFIX,
    hasToken: row !== undefined,
    workspace: row?.workspaceName ?? null,
    state: stateOf(row, sources),
    detail: row?.detail ?? null,
    sources,
    lastRun: lastRun === undefined ? null : runOf(lastRun),
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

async function sourceOf(ctx: Ctx, row: SourceRow): Promise<Source> {
  const { id, name, databaseId, dataSourceId, prefix, state, detail, watermark, notices, schema, properties } = row;
  return {
    id,
    name,
    databaseId,
    dataSourceId,
    prefix,
    state,
    detail,
    issues: await countIssues(ctx, id),
    quarantined: await repository.countQuarantined(ctx, id),
    watermark: watermark?.toISOString() ?? null,
    properties: schema === null || properties === null ? {} : propertyNames(schema, properties),
    notices,
  };
}
