import { actorName, type Ctx } from '../context.ts';
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
