import type { StatusDecision } from '../../shared/status.ts';
import type { Ctx } from '../context.ts';
import { announce } from '../events/events.repository.ts';
import { updateStatusOfOption } from './issues.repository.ts';

/** Gives all issues with a status option its present name and meaning. Writes no status period: nothing moved. */
export async function changeStatusOption(
  ctx: Ctx,
  sourceId: string,
  optionId: string,
  { status, defaultStatus, rule }: { status: string } & StatusDecision,
): Promise<void> {
  const issueIds = await updateStatusOfOption(ctx, sourceId, optionId, {
    status,
    defaultStatus,
    statusRule: rule,
    changedAt: ctx.clock.now(),
  });
  if (issueIds.length > 0) await announce(ctx, 'issue', { issueIds });
}
