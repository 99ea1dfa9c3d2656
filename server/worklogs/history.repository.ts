import { asc, gte, inArray, sql } from 'drizzle-orm';
import type { Ctx } from '../context.ts';
import { auditEntry } from '../audit/audit.table.ts';
import { rows } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { person } from '../people/people.table.ts';

export type AuditRow = typeof auditEntry.$inferSelect;

/** What was written down about these subjects since then, oldest first, at most `limit` of it. */
export async function listAudit(
  ctx: Ctx,
  subjects: readonly string[],
  action: string,
  since: Date,
  limit: number,
): Promise<AuditRow[]> {
  return ctx.db
    .select()
    .from(auditEntry)
    .where(
      owned(
        ctx,
        auditEntry,
        inArray(auditEntry.subject, [...subjects]),
        sql`starts_with(${auditEntry.action}, ${action})`,
        gte(auditEntry.at, since),
      ),
    )
    .orderBy(asc(auditEntry.at), asc(auditEntry.id))
    .limit(limit);
}

export async function namesOf(ctx: Ctx, personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const found = await ctx.db
    .select({ id: person.id, name: person.name })
    .from(person)
    .where(inArray(person.id, [...personIds]));
  return new Map(found.map(({ id, name }) => [id, name]));
}

/** Worklogs that wait for a person, counted by what holds them up; those of one person, or of all. */
export async function countStuck(ctx: Ctx, personId: string | undefined) {
  const ofPerson = personId === undefined ? sql`true` : sql`worklog.person_id = ${personId}`;
  const isBehind = sql`effect.kind = 'comment' or effect.delivered < worklog.time_spent_version`;
  return rows<{
    state: 'blocked' | 'needs_review';
    kind: 'comment' | 'time_spent';
    code: string | null;
    ids: string[];
  }>(
    await ctx.db.execute(sql`
      select effect.state, effect.kind, effect.code, json_agg(distinct worklog.id) as ids from effect
      join worklog on worklog.department_id = effect.department_id and worklog.deleted_at is null and ${ofPerson}
        and case effect.kind when 'comment' then coalesce(worklog.carried_by, worklog.id) = effect.subject_id
          else worklog.issue_id = effect.subject_id end
      where effect.department_id = ${ctx.department.id} and effect.state in ('blocked', 'needs_review') and (${isBehind})
      group by effect.state, effect.kind, effect.code
      order by count(*) desc, effect.state, effect.kind, effect.code`),
  );
}
