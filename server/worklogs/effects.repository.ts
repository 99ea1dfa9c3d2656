import { and, asc, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { rows, type Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { effect, timeSpent, type EffectKind } from './worklogs.table.ts';

export type EffectRow = typeof effect.$inferSelect;
export type TimeSpentRow = typeof timeSpent.$inferSelect;

/**
 * Owes the write anew: what is to be true in Notion has changed. Answers the version of the wish that has the change.
 * A request that is on its way is waited for first; `held` is for a comment that is not there and shall not be yet;
 * `unknownSince` is for a new wish that may have come true before a backup was restored.
 */
export async function owe(
  ctx: Ctx,
  kind: EffectKind,
  subjectId: string,
  issueId: string,
  state: 'pending' | 'held' = 'pending',
  unknownSince: Date | null = null,
): Promise<number> {
  const now = ctx.clock.now();
  const onItsWay = sql`(${effect.sentAt} is not null and ${effect.state} = 'pending')`;
  const [row] = await ctx.db
    .insert(effect)
    .values({
      id: ctx.newId(),
      departmentId: ctx.department.id,
      kind,
      subjectId,
      issueId,
      state,
      wanted: 1,
      delivered: 0,
      attempts: 0,
      nextAttemptAt: now,
      unknownSince,
      createdAt: now,
    })
    .onConflictDoUpdate({
      target: [effect.departmentId, effect.kind, effect.subjectId],
      set: {
        wanted: sql`${effect.wanted} + 1`,
        state: sql`case when ${onItsWay} or ${effect.commentId} is not null then 'pending' else ${state} end`,
        nextAttemptAt: sql`case when ${onItsWay} then ${effect.nextAttemptAt} else ${now.toISOString()}::timestamptz end`,
        attempts: sql`case when ${onItsWay} then ${effect.attempts} else 0 end`,
        code: sql`case when ${onItsWay} then ${effect.code} end`,
        detail: sql`case when ${onItsWay} then ${effect.detail} end`,
      },
    })
    .returning({ wanted: effect.wanted });
  return row?.wanted ?? 1;
}

/** The two effects of each worklog: its comment (or that of its carrier) and its page's Time Spent. */
export async function listEffects(
  ctx: Ctx,
  commentOf: readonly string[],
  issueIds: readonly string[],
): Promise<{ comments: Map<string, EffectRow>; timeSpents: Map<string, EffectRow> }> {
  const subjects = [...new Set([...commentOf, ...issueIds])];
  const found =
    subjects.length === 0
      ? []
      : await ctx.db
          .select()
          .from(effect)
          .where(owned(ctx, effect, inArray(effect.subjectId, subjects)));
  const of = (kind: EffectKind) => new Map(found.filter((row) => row.kind === kind).map((row) => [row.subjectId, row]));
  return { comments: of('comment'), timeSpents: of('time_spent') };
}

/** Issues with something due, oldest first, of departments whose connection is on. */
export async function listDueIssues(db: Database, now: Date, limit: number): Promise<DueIssue[]> {
  const found = rows<{ department_id: string; issue_id: string; page_id: string }>(
    await db.execute(sql`
      select effect.department_id, effect.issue_id, issue.page_id from effect
      join notion_connection as connection on connection.department_id = effect.department_id and connection.enabled
      join issue on issue.department_id = effect.department_id and issue.id = effect.issue_id
      where effect.state in ('pending', 'blocked', 'needs_review')
        and effect.next_attempt_at <= ${now.toISOString()}::timestamptz
      group by effect.department_id, effect.issue_id, issue.page_id
      order by min(effect.next_attempt_at) limit ${limit}`),
  );
  return found.map((row) => ({ departmentId: row.department_id, issueId: row.issue_id, pageId: row.page_id }));
}

/** An issue with something due, and its page in Notion, which several departments may track. */
export interface DueIssue {
  departmentId: string;
  issueId: string;
  pageId: string;
}

/**
 * What is due on one page: comments in the order of their worklogs, then the number. What needs a person is looked for
 * now and then, because a comment that is open again answers the question.
 */
export async function listDue(ctx: Ctx, issueId: string): Promise<EffectRow[]> {
  return ctx.db
    .select()
    .from(effect)
    .where(
      owned(
        ctx,
        effect,
        eq(effect.issueId, issueId),
        inArray(effect.state, ['pending', 'blocked', 'needs_review']),
        lte(effect.nextAttemptAt, ctx.clock.now()),
      ),
    )
    .orderBy(asc(effect.kind), asc(effect.createdAt), asc(effect.id));
}

/** The effect that is a comment: of a worklog, or a note. */
export async function findCommentEffect(
  ctx: Ctx,
  subjectId: string,
  kind: 'comment' | 'note' = 'comment',
): Promise<EffectRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(effect)
    .where(owned(ctx, effect, eq(effect.kind, kind), eq(effect.subjectId, subjectId)));
  return row;
}

export async function updateEffect(ctx: Ctx, id: string, change: Partial<EffectRow>): Promise<void> {
  await ctx.db
    .update(effect)
    .set(change)
    .where(owned(ctx, effect, eq(effect.id, id)));
}

/** Changes the effect while it is still left to a person. */
export async function updateAsked(ctx: Ctx, id: string, change: Partial<EffectRow>): Promise<void> {
  await ctx.db
    .update(effect)
    .set(change)
    .where(owned(ctx, effect, eq(effect.id, id), eq(effect.state, 'needs_review')));
}

/** What a settled effect may say besides. */
export type Settled = Pick<Partial<EffectRow>, 'commentId' | 'botId' | 'detail' | 'mayRepeat'> & {
  state?: 'done' | 'held';
};

/** Notion has version `version` of the wish. When the wish changed meanwhile, the rest is owed at once. */
export async function settleEffect(ctx: Ctx, id: string, version: number, more: Settled): Promise<void> {
  const { state = 'done', ...change } = more;
  await ctx.db
    .update(effect)
    .set({
      code: null,
      detail: null,
      sentAt: null,
      sentText: null,
      sentVersion: null,
      firstSentAt: null,
      lost: 0,
      mayRepeat: true,
      unknownSince: null,
      ...change,
      state: sql`case when ${effect.wanted} > ${version} then 'pending' else ${state} end`,
      delivered: version,
      attempts: 0,
      nextAttemptAt: ctx.clock.now(),
    })
    .where(owned(ctx, effect, eq(effect.id, id)));
}

/** A person saw that the comment is not there: it is posted as if for the first time. */
export async function postAgain(ctx: Ctx, { id }: EffectRow): Promise<void> {
  const anew = { sentAt: null, lost: 0, mayRepeat: true, unknownSince: null, attempts: 0, code: null, detail: null };
  await updateEffect(ctx, id, { state: 'pending', nextAttemptAt: ctx.clock.now(), ...anew });
}

/** A person saw that the comment was there. It cannot be changed, so it is looked for again before anything else is done. */
export async function takeAsPosted(ctx: Ctx, row: EffectRow): Promise<void> {
  const { id, wanted, sentText, firstSentAt, unknownSince } = row;
  await settleEffect(ctx, id, wanted, { mayRepeat: false });
  await updateEffect(ctx, id, { sentText, firstSentAt, unknownSince });
}

/** Tries again what was blocked, after settings changed or access came back, and looks again for what a person has to. */
export async function unblock(ctx: Ctx): Promise<void> {
  const nextAttemptAt = ctx.clock.now();
  await ctx.db
    .update(effect)
    .set({ state: 'pending', nextAttemptAt, attempts: 0 })
    .where(owned(ctx, effect, eq(effect.state, 'blocked')));
  await ctx.db
    .update(effect)
    .set({ nextAttemptAt })
    .where(owned(ctx, effect, eq(effect.state, 'needs_review')));
}

/** Comments of this page that belong to other worklogs and notes: these are not ours to claim. */
export async function listClaimedComments(ctx: Ctx, issueId: string, exceptId: string): Promise<Set<string>> {
  const found = await ctx.db
    .select({ commentId: effect.commentId })
    .from(effect)
    .where(owned(ctx, effect, eq(effect.issueId, issueId), ne(effect.kind, 'time_spent'), ne(effect.id, exceptId)));
  return new Set(found.flatMap(({ commentId }) => commentId ?? []));
}

export async function findTimeSpent(ctx: Ctx, issueId: string): Promise<TimeSpentRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(timeSpent)
    .where(and(owned(ctx, timeSpent), eq(timeSpent.issueId, issueId)));
  return row;
}

export async function saveTimeSpent(ctx: Ctx, row: Omit<TimeSpentRow, 'departmentId'>): Promise<void> {
  const { issueId: _, ...change } = row;
  await ctx.db
    .insert(timeSpent)
    .values({ ...row, departmentId: ctx.department.id })
    .onConflictDoUpdate({ target: timeSpent.issueId, set: change });
}

/** The number was surely not written: what the page shows is not ours to be mistaken for. */
export async function forgetIntended(ctx: Ctx, issueId: string): Promise<void> {
  await ctx.db
    .update(timeSpent)
    .set({ intendedHours: null })
    .where(owned(ctx, timeSpent, eq(timeSpent.issueId, issueId)));
}
