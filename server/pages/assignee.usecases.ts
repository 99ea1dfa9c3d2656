import type { Issue } from '../../shared/api/issues.ts';
import { ProblemError } from '../../shared/errors.ts';
import type { Ctx } from '../context.ts';
import { findIssue, showIssue } from '../issues/issues.usecases.ts';
import { peopleValue, readPeople, type PersonReference } from '../notion/page-writing.ts';
import type { Services } from '../services.ts';
import type { SourceRow } from '../sources/sources.repository.ts';
import { changePage, type Plan } from './change-page.usecases.ts';
import { atPage, type PageDesk } from './desk.ts';
import { findMeInNotion, type Caller } from './me-in-notion.usecases.ts';
import { readSchemaNow, type PageNow } from './page-now.usecases.ts';

/** Notion takes at most this many people at once. */
const mostPeople = 100;

/**
 * Adds the caller to the assignees of a task or takes them off; everybody else stays.
 * @throws ProblemError issue.no_assignee where the database has none, person.not_in_notion.
 */
export async function assignMe(services: Services, ctx: Ctx, key: string, me: Caller, assign: boolean): Promise<Issue> {
  const issue = await findIssue(ctx, key);
  const changed = await atPage(services, ctx, issue, async (desk) => {
    let userId: string | undefined;
    return changePage(desk, {
      name: 'issue.assignee',
      async plan(now) {
        const people = await peopleOf(desk, now);
        userId ??= await findMeInNotion(desk.run, me);
        return planPeople(desk, people, userId, assign);
      },
    });
  });
  return showIssue(ctx, changed);
}

interface People {
  propertyId: string;
  people: PersonReference[];
}

async function peopleOf(desk: PageDesk, now: PageNow): Promise<People> {
  const found = await peopleBy(desk, now.answer, now.source);
  if (found !== undefined) return found;
  // What there was at the last tick may have been removed since, and what there was not may have been made.
  const source = await readSchemaNow(desk.run, now.source);
  const current = await peopleBy(desk, now.answer, source);
  if (current === undefined) throw noAssignee(source);
  return current;
}

async function peopleBy({ run }: PageDesk, answer: unknown, { properties }: SourceRow): Promise<People | undefined> {
  const propertyId = properties?.assignee ?? null;
  if (propertyId === null) return undefined;
  const people = await readPeople(run.session, answer, propertyId);
  return people && { propertyId, people };
}

export function noAssignee({ name }: SourceRow): ProblemError {
  return new ProblemError('issue.no_assignee', `The database "${name}" has no property that is read as the assignee.`);
}

function planPeople(
  { run }: PageDesk,
  { propertyId, people }: People,
  userId: string,
  assign: boolean,
): Plan | undefined {
  const isMe = ({ id }: PersonReference) => id === userId;
  if (people.some(isMe) === assign) return undefined;
  const wanted = assign ? [...people, { object: 'user', id: userId }] : people.filter((one) => !isMe(one));
  if (wanted.length > mostPeople) {
    throw new ProblemError('notion.rejected', `Notion takes ${mostPeople} assignees at most.`);
  }
  return {
    values: { [propertyId]: peopleValue(wanted) },
    detail: { assign, userId, others: people.filter((one) => !isMe(one)).length },
    isThere: async ({ answer }) => (await readPeople(run.session, answer, propertyId))?.some(isMe) === assign,
  };
}
