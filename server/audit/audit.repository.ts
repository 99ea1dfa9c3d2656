import { actorName, type Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { auditEntry } from './audit.table.ts';

/** Writes who did what. Call it in the transaction of the change, so that there is never one without the other. */
export async function audit(
  ctx: Ctx,
  action: string,
  subject: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await ctx.db.insert(auditEntry).values({
    id: ctx.newId(),
    departmentId: ctx.department.id,
    actor: actorName(ctx.actor),
    action,
    subject,
    detail,
    requestId: ctx.requestId,
    at: ctx.clock.now(),
  });
}

/** The same for what happens before it is known who does it, or for a person of no department. */
export async function auditUnowned(
  tx: Database,
  entry: Omit<typeof auditEntry.$inferInsert, 'departmentId'>,
): Promise<void> {
  await tx.insert(auditEntry).values({ ...entry, departmentId: null });
}
