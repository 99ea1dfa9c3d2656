import type { Check, NotionSettings, NotionTest } from '../../shared/api/notion.ts';
import { ProblemError, problems } from '../../shared/errors.ts';
import { dashed } from '../../shared/notion-id.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import type { Ctx } from '../context.ts';
import type { NotionSession } from '../notion/gateway.ts';
import { queryRows } from '../notion/rows.ts';
import { readBot, readDataSource } from '../notion/reading.ts';
import type { Reading } from '../notion/schema-change.ts';
import { readSchema } from '../notion/schema.ts';
import { readUsers } from '../notion/users.ts';
import { listComments } from '../notion/writing.ts';
import type { Services } from '../services.ts';
import { settingsSession } from './connection.usecases.ts';
import { databaseIdsIn, resolveDatabase } from './discover.usecases.ts';
import { findConnection } from './sources.repository.ts';
import { finding, schemaFindings, type FoundSource } from './notices.ts';

/**
 * Tries the settings without saving anything. It passes on the token alone; everything else is told apart, with its
 * fix, and may be mended later.
 * @throws ProblemError notion.auth when Notion does not accept the token, or notion.unavailable.
 */
export async function testConnection(services: Services, ctx: Ctx, settings: NotionSettings): Promise<NotionTest> {
  const saved = await findConnection(ctx);
  const prefix = settings.prefix ?? saved?.prefix ?? services.environment.NOTION_ISSUE_PREFIX;
  return findings(await settingsSession(services, ctx, settings), settings, prefix);
}

async function findings(session: NotionSession, settings: NotionSettings, prefix: string): Promise<NotionTest> {
  try {
    const bot = await readBot(session);
    const workspace = bot.workspaceName === null ? '' : ` of ${bot.workspaceName}`;
    const checks = [finding('token', 'ok', `Notion accepts the token${workspace}.`)];
    checks.push(...(await databaseChecks(session, settings.database, prefix)), await usersCheck(session));
    return { ok: true, checks };
  } catch (error) {
    if (error instanceof NotionFailure) throw notionProblem(error);
    throw error;
  }
}

type FoundDataSource = { id: string; name: string; reading: Reading };

async function databaseChecks(session: NotionSession, text: string, prefix: string): Promise<Check[]> {
  const checks: Check[] = [];
  const found: FoundDataSource[] = [];
  await orFinding(checks, async () => {
    for (const id of databaseIdsIn(text)) {
      await orFinding(checks, async () => found.push(...(await lookAt(session, id, checks))));
    }
  });
  for (const source of found) {
    const others = found.filter((other) => other !== source);
    await orFinding(checks, async () =>
      checks.push(...(await sourceChecks(session, source, { reading: source.reading, others }, prefix))),
    );
  }
  return checks;
}

async function lookAt(session: NotionSession, databaseId: string, checks: Check[]): Promise<FoundDataSource[]> {
  const { title, dataSources } = await resolveDatabase(session, databaseId);
  const names = dataSources.map(({ name }) => name || title).join(', ');
  checks.push(
    finding('database', 'ok', `"${title}" is shared with the connection.`),
    sourcesCheck(dataSources.length, names),
  );
  const found = [];
  for (const { id, name } of dataSources) {
    const reading = readSchema(await readDataSource(session, dashed(id)), null);
    found.push({ id, name: name || title, reading });
  }
  return found;
}

/** What does not work becomes a finding with its fix. A token that is not accepted ends the test. */
async function orFinding(checks: Check[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const problem = error instanceof NotionFailure && isRefusal(error) ? refusedProblem(error) : error;
    if (!(problem instanceof ProblemError)) throw error;
    checks.push(finding('database', 'error', problem.message, problems[problem.code].fix));
  }
}

/** Notion takes the token but not this request: something to mend, told apart from the token. */
function isRefusal({ kind }: NotionFailure): boolean {
  return kind === 'capability' || kind === 'not_found' || kind === 'rejected';
}

function refusedProblem(failure: NotionFailure): ProblemError {
  if (failure.kind !== 'capability') return notionProblem(failure);
  return notionProblem(failure, 'The connection may not read pages: it lacks "Read content" in Notion.');
}

function sourcesCheck(count: number, names: string): Check {
  return finding(
    'data sources',
    'ok',
    count === 1 ? `One data source: ${names}.` : `${count} data sources, all are read: ${names}.`,
  );
}

async function sourceChecks(
  session: NotionSession,
  { id, name }: { id: string; name: string },
  found: FoundSource,
  prefix: string,
): Promise<Check[]> {
  const checks = [...schemaFindings(found, prefix), await commentsCheck(session, id)];
  return found.others.length > 0 ? checks.map((check) => ({ ...check, name: `${check.name} (${name})` })) : checks;
}

async function commentsCheck(session: NotionSession, dataSourceId: string): Promise<Check> {
  const missing = () =>
    finding(
      'comments',
      'warning',
      'The connection may not read comments, so a worklog whose answer was lost cannot be checked.',
      'Give the connection the capabilities "Read comments" and "Insert comments" in Notion.',
    );
  for await (const [first] of queryRows(session, { dataSourceId, since: null, uniqueId: null })) {
    if (first === undefined) break;
    try {
      await listComments(session, (first as { id: string }).id);
      return finding(
        'comments',
        'ok',
        'Comments can be read. Whether they can be written shows with the first worklog.',
      );
    } catch (error) {
      if (error instanceof NotionFailure && error.kind === 'capability') return missing();
      throw error;
    }
  }
  return finding('comments', 'ok', 'There is no task yet to try comments on.');
}

async function usersCheck(session: NotionSession): Promise<Check> {
  const fix = 'Give the connection the capability "Read user information including email addresses" in Notion.';
  try {
    const people = await readUsers(session);
    if (people.some(({ email }) => email !== null))
      return finding('users', 'ok', 'Names and e-mails of people are visible.');
    return finding(
      'users',
      'warning',
      'E-mails of people are not visible, so tasks cannot be matched to people by e-mail.',
      fix,
    );
  } catch (error) {
    if (!(error instanceof NotionFailure) || error.kind !== 'capability') throw error;
    return finding('users', 'warning', 'People are not visible: assignees have no names.', fix);
  }
}
