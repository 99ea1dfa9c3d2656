import type { Colleagues } from '../../shared/api/branches.ts';
import type { Ctx } from '../context.ts';
import { findDepartment } from '../departments/departments.repository.ts';
import { findIssue } from '../issues/issues.usecases.ts';
import * as repository from './colleagues.repository.ts';

/** Who worked on a task before that is no longer told. */
const days = 14;
const dayMs = 86_400_000;

/** True when an administrator decided that people of the department may see who works on what. */
export async function showsColleagues(ctx: Ctx): Promise<boolean> {
  return (await findDepartment(ctx.db, ctx.department.id))?.showsColleagues ?? false;
}

/**
 * Names of the others who worked on a task lately: with coding time on one of its branches, or who linked one by hand.
 * Never how long or when. Nobody where the department does not show it, and nobody who hides.
 * @throws ProblemError issue.not_found, issue.ambiguous.
 */
export async function findColleagues(ctx: Ctx, personId: string, key: string): Promise<Colleagues> {
  const issue = await findIssue(ctx, key);
  if (!(await showsColleagues(ctx))) return { shown: false, days, people: [] };
  const since = new Date(ctx.clock.now().getTime() - days * dayMs);
  const linked = (await repository.listSaid(ctx, issue.id)).flatMap(({ said }) =>
    said !== null && said.issueId === issue.id && Date.parse(said.at) >= since.getTime() ? [said.personId] : [],
  );
  const coded = await repository.listWhoCoded(ctx, issue.id, since);
  const names = await repository.listShownNames(ctx, [...new Set([...linked, ...coded])], personId);
  return { shown: true, days, people: names.map((name) => ({ name })) };
}
