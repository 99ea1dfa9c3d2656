import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import type { IssueRow } from '../issues/issues.repository.ts';
import { claimLease, keepLease, releaseLease } from '../jobs/lease.ts';
import { NotionFailure, notionProblem } from '../notion/failure.ts';
import { createPeopleNames } from '../notion/users.ts';
import type { Services } from '../services.ts';
import { enabledConnection, openToken } from '../sources/connection.ts';
import type { RunContext } from '../sources/run-context.ts';

/** A person who waits for one page of Notion. */
export interface PageDesk {
  services: Services;
  ctx: Ctx;
  run: RunContext;
  issue: IssueRow;
}

/** Somebody waits for the answer: rather told to try again than kept waiting. */
const sessionOptions = { priority: 'person', patienceMs: 10_000, readAttempts: 2 } as const;

/** How long a claim lasts without a sign of life: nobody waits long for a server that died. */
const claimMs = 30_000;

/**
 * Opens the way to Notion for a person who waits. What is stored by it is stored beside runs.
 * @throws ProblemError notion.disabled, or notion.auth when the token cannot be opened.
 */
export async function openNotion(services: Services, ctx: Ctx): Promise<RunContext> {
  const connection = await enabledConnection(ctx);
  const { workspaceId } = connection;
  const session = services.notion.session(openToken(services, connection), { ...sessionOptions, workspaceId });
  const namesOf = createPeopleNames(session);
  const startedAt = ctx.clock.now();
  return { ctx, runId: ctx.newId(), startedAt, lease: null, session, connection, namesOf, stopping: services.stopping };
}

/** Does something at a page, which nobody else here changes meanwhile. */
export async function atPage<T>(
  services: Services,
  ctx: Ctx,
  issue: IssueRow,
  work: (desk: PageDesk) => Promise<T>,
): Promise<T> {
  return claimed(ctx, `changes:${issue.id}`, async () => {
    const run = await openNotion(services, ctx);
    return asProblems(() => work({ services, ctx, run: withNames(run, issue), issue }));
  });
}

/**
 * Does something that nobody else does at the same time.
 * @throws ProblemError issue.busy while somebody does.
 */
export async function claimed<T>(ctx: Ctx, name: string, work: () => Promise<T>): Promise<T> {
  const lease = await claimLease(ctx.db, name, ctx.requestId, ctx.clock.now(), claimMs);
  if (lease === undefined) throw new ProblemError('issue.busy');
  const stopKeeping = keepLease(ctx.db, lease, ctx.clock, claimMs);
  try {
    return await work();
  } finally {
    await stopKeeping();
    await releaseLease(ctx.db, lease);
  }
}

/** People whose names are stored with the task need not be asked for again. */
function withNames(run: RunContext, { assignees }: IssueRow): RunContext {
  const known = new Map(assignees.filter(({ name }) => name !== null).map((person) => [person.userId, person]));
  return {
    ...run,
    namesOf: (people) => run.namesOf(people.map((person) => known.get(person.userId) ?? person)),
  };
}

/** What fails in Notion is told as a problem with its fix. */
export async function asProblems<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NotionFailure ? notionProblem(error) : error;
  }
}

/** Writes down what is done at the page before it is done, or what came of it. */
export async function note(ctx: Ctx, action: string, subject: string, detail: Record<string, unknown>): Promise<void> {
  await inTransaction(ctx.db, (tx) => audit(within(ctx, tx), action, subject, detail));
}

/** The page cannot be worked with, for a reason that a person has to mend. */
export function pageGone(reason: string): ProblemError {
  return new ProblemError('notion.page_gone', reason);
}
