import { ProblemError } from '../../shared/errors.ts';
import { audit } from '../audit/audit.repository.ts';
import type { IssueRow } from '../issues/issues.repository.ts';
import { NotionFailure } from '../notion/failure.ts';
import type { SendWrite } from '../notion/gateway.ts';
import { updatePage, type Values } from '../notion/page-writing.ts';
import { note, pageGone, type PageDesk } from './desk.ts';
import { askPage, readPageNow, storeAnswer, understood, type Came, type PageNow } from './page-now.usecases.ts';

/** What shall be true of a page. Values are absolute, so that writing them again does no harm. */
export interface Plan {
  values: Values;
  /** For the audit. */
  detail: Record<string, unknown>;
  /** Whether a page that Notion answered has it. */
  isThere: (now: Pick<PageNow, 'answer' | 'page'>) => boolean | Promise<boolean>;
}

/** Decides by the page as it is now; undefined when nothing is to be written. Throws to refuse. */
type Planner = (now: PageNow) => Promise<Plan | undefined>;

/** What a person changes at a page, and what to say of a write that Notion refused. */
export interface Change {
  /** For the audit, such as `issue.status`. */
  name: string;
  plan: Planner;
  /** Finds out why Notion refused it; undefined when there is no better reason than its own. */
  explain?: (now: PageNow) => Promise<ProblemError | undefined>;
}

/** A write is sent twice at most: whoever waits may try again. */
const mostAttempts = 2;

/**
 * Changes a page for a person who waits. The page is read right before it is written, and again after an unclear end
 * before anything is sent a second time; what Notion answers is stored as a read stores it.
 * @throws ProblemError notion.unclear when it stays unknown whether it was saved.
 */
export async function changePage(desk: PageDesk, change: Change): Promise<IssueRow> {
  for (let attempt = 1; ; attempt += 1) {
    // The turn first, so that as little time as possible lies between reading and writing.
    const send = await desk.run.session.turn();
    const now = await readPageNow(desk);
    const plan = await change.plan(now);
    if (plan === undefined) return now.issue;
    const changed = await tryOnce({ desk, change, now, plan }, send, attempt);
    if (changed !== undefined) return changed;
  }
}

interface Attempt {
  desk: PageDesk;
  change: Change;
  now: PageNow;
  plan: Plan;
}

/** Undefined when it was surely not saved and may be tried again. */
async function tryOnce(attempt: Attempt, send: SendWrite, count: number): Promise<IssueRow | undefined> {
  const { desk, change, plan } = attempt;
  const { ctx, run, issue } = desk;
  const notedAt = ctx.clock.now();
  await note(ctx, `${change.name}.sending`, issue.id, { ...plan.detail, attempt: count });
  const from = run.session.notionNow();
  const answer = await failing(() => updatePage({ send, notedAt }, issue.pageId, plan.values));
  if (!(answer instanceof NotionFailure)) return settle(attempt, answer, from);
  const isLast = count >= mostAttempts;
  if (answer.kind === 'unavailable') return lookForIt(attempt, answer, { from, isLast });
  if (answer.kind === 'conflict' && !isLast) return undefined;
  throw await refusal(attempt, answer);
}

/** What a request to Notion ends with: its answer, or how it failed. */
async function failing<T>(request: () => Promise<T>): Promise<T | NotionFailure> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof NotionFailure) return error;
    throw error;
  }
}

/** Stores what Notion answered to the write, if it took it. */
async function settle(attempt: Attempt, answer: unknown, from: Date): Promise<IssueRow> {
  const { desk, change, plan, now } = attempt;
  const taken = await plan.isThere({ answer, page: understood(answer, now.source) });
  const also: Came['also'] = (ctx) => audit(ctx, `${change.name}.changed`, desk.issue.id, plan.detail);
  const written = { from, until: desk.run.session.notionNow() };
  const stored = await storeAnswer(desk, answer, taken ? { written, also } : {});
  if (taken) return stored.issue;
  throw await refusal(attempt, new NotionFailure('rejected', 'Notion answered without taking the change.'));
}

/** The write may have been saved or not: the page tells. */
async function lookForIt(
  attempt: Attempt,
  failure: NotionFailure,
  { from, isLast }: { from: Date; isLast: boolean },
): Promise<IssueRow | undefined> {
  const { desk, change, plan, now } = attempt;
  await note(desk.ctx, `${change.name}.unclear`, desk.issue.id, { reason: failure.message });
  const answer = await stillUnclear(failure, () => askPage(desk));
  if (await plan.isThere({ answer, page: understood(answer, now.source) })) return settle(attempt, answer, from);
  if (isLast || !failure.mayRepeat) throw unclear(failure);
  return undefined;
}

async function stillUnclear<T>(failure: NotionFailure, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw error instanceof NotionFailure ? unclear(failure) : error;
  }
}

function unclear({ message }: NotionFailure): ProblemError {
  return new ProblemError('notion.unclear', `${message} Whether it was saved is not known.`);
}

/** Refusals name no reason that programs could rely on, so the page itself is asked. */
async function refusal({ desk, change }: Attempt, failure: NotionFailure): Promise<Error> {
  await note(desk.ctx, `${change.name}.refused`, desk.issue.id, { reason: failure.message });
  if (failure.kind === 'not_found') return pageGone('The page is not shared with the connection, or was deleted.');
  if (failure.kind !== 'rejected') return failure;
  const now = await readPageNow(desk);
  return (await change.explain?.(now)) ?? failure;
}
