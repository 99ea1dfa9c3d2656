import type { WorklogFilterInput } from '../../shared/api/worklogs.ts';
import { ProblemError } from '../../shared/errors.ts';
import { actorPersonId, type Ctx } from '../context.ts';
import { findIssue } from '../issues/issues.usecases.ts';
import type { WorklogFilter } from './worklogs.repository.ts';

/**
 * The worklogs that are asked for and that the caller may see: one's own, for administrators those of the department.
 * @throws ProblemError auth.forbidden for those of others; issue.not_found or issue.ambiguous for the key.
 */
export async function filterOf(ctx: Ctx, asked: WorklogFilterInput): Promise<WorklogFilter> {
  const { key, personId, from, to, fromDay, toDay, state } = asked;
  return {
    issueId: key === undefined ? undefined : (await findIssue(ctx, key, 'key')).id,
    personId: whose(ctx, personId),
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    fromDay,
    toDay,
    states: state === undefined ? undefined : [state],
  };
}

function whose(ctx: Ctx, wanted: string | undefined): string | undefined {
  if (ctx.actor.kind === 'job' || ctx.actor.role === 'administrator') return wanted;
  const me = actorPersonId(ctx) ?? undefined;
  if (wanted !== undefined && wanted !== me) {
    throw new ProblemError('auth.forbidden', 'Only an administrator sees the worklogs of others.', 'personId');
  }
  return me;
}
