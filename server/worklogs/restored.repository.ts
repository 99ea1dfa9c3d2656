import { sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { restoration } from './worklogs.table.ts';

export type RestorationRow = typeof restoration.$inferSelect;

/** The last restore of this department's data; undefined when there was none. */
export async function findRestoration(ctx: Ctx): Promise<RestorationRow | undefined> {
  const [row] = await ctx.db.select().from(restoration).where(owned(ctx, restoration));
  return row;
}

/** Notes the restore for every department of the server. */
export async function saveRestorations(db: Database, backupAt: Date, restoredAt: Date): Promise<void> {
  await db.execute(sql`
    insert into restoration (department_id, backup_at, restored_at)
    select id, ${backupAt.toISOString()}::timestamptz, ${restoredAt.toISOString()}::timestamptz from department
    on conflict (department_id) do update set backup_at = excluded.backup_at, restored_at = excluded.restored_at`);
}

/** Comments that the backup does not have may have been posted after it. All that is owed waits until `dueAt`. */
export async function doubtEffects(db: Database, backupAt: Date, dueAt: Date): Promise<void> {
  const backup = sql`${backupAt.toISOString()}::timestamptz`;
  await db.execute(sql`
    update effect set unknown_since = least(unknown_since, first_sent_at, ${backup})
    where kind in ('comment', 'note') and comment_id is null`);
  await db.execute(sql`
    update effect set next_attempt_at = greatest(next_attempt_at, ${dueAt.toISOString()}::timestamptz), attempts = 0
    where state in ('pending', 'blocked', 'needs_review')`);
}

/**
 * The numbers may stand where the backup knew them, or where all that it knew of was delivered. A page whose number
 * was never written before the backup showed what people had entered, as the last read saw it: it is remembered for
 * every page, because what was booked first after the backup may be booked again.
 */
export async function doubtNumbers(db: Database): Promise<void> {
  await db.execute(sql`
    insert into time_spent (issue_id, department_id, property_id, base_hours, last_written_hours, restored_seconds)
    select issue.id, issue.department_id, source.properties ->> 'timeSpent', coalesce(issue.spent_hours, 0),
      issue.spent_hours, coalesce(booked.seconds, 0)
    from issue
    left join source on source.department_id = issue.department_id and source.id = issue.source_id
    left join (
      select department_id, issue_id, least(sum(seconds), 2147483647)::int as seconds from worklog
      where deleted_at is null group by department_id, issue_id
    ) as booked on booked.department_id = issue.department_id and booked.issue_id = issue.id
    on conflict (issue_id) do update set restored_seconds = excluded.restored_seconds`);
}

/**
 * The comment that stands for these worklogs was not there, so the number does not hold their seconds either: they are
 * taken off what the page may show after a restore. Those that the number held before the backup stay.
 */
export async function uncountRestored(ctx: Ctx, issueId: string, carrierId: string): Promise<void> {
  await ctx.db.execute(sql`
    update time_spent set restored_seconds = restored_seconds - (
      select least(coalesce(sum(worklog.seconds), 0), 2147483647)::int from worklog
      join effect on effect.department_id = worklog.department_id and effect.kind = 'time_spent'
        and effect.subject_id = worklog.issue_id and effect.delivered < worklog.time_spent_version
      where worklog.department_id = time_spent.department_id and worklog.issue_id = time_spent.issue_id
        and worklog.deleted_at is null and coalesce(worklog.carried_by, worklog.id) = ${carrierId})
    where department_id = ${ctx.department.id} and issue_id = ${issueId} and restored_seconds is not null`);
}

/**
 * A worklog that the backup did not have was booked again, and its comment is there: the number holds its seconds
 * already, either as something that is not looked at yet or as what a person seemed to have entered.
 */
export async function countRebooked(ctx: Ctx, issueId: string, seconds: number): Promise<void> {
  await ctx.db.execute(sql`
    update time_spent set restored_seconds = restored_seconds + ${seconds},
      base_hours = case when restored_seconds is null then base_hours - ${seconds} / 3600.0 else base_hours end
    where department_id = ${ctx.department.id} and issue_id = ${issueId}`);
}
