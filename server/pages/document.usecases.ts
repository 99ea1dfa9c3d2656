import type { IssueDocument } from '../../shared/api/issues.ts';
import type { Ctx } from '../context.ts';
import { findByPageIds, type IssueRow } from '../issues/issues.repository.ts';
import { findIssue } from '../issues/issues.usecases.ts';
import { readMarkdown } from '../notion/document.ts';
import { pagesNamed, peopleNamed, propertyTexts, type Names } from '../notion/property-text.ts';
import type { Services } from '../services.ts';
import type { RunContext } from '../sources/run-context.ts';
import { asProblems, openNotion } from './desk.ts';
import { readPageNow } from './page-now.usecases.ts';

/** So many documents are kept at most, each for so long: the editor may ask for one several times in a row. */
const mostKept = 50;
const keptMs = 30_000;

/** Documents that were read a moment ago, in memory only. */
export interface Documents {
  read: (ctx: Ctx, key: string) => Promise<IssueDocument>;
  /** To be called after a page was written. */
  forget: (ctx: Ctx, pageId: string) => void;
}

export function createDocuments(services: Services): Documents {
  const kept = new Map<string, { at: number; document: Promise<IssueDocument> }>();
  const nameOf = (ctx: Ctx, pageId: string) => `${ctx.department.id} ${pageId}`;

  async function read(ctx: Ctx, key: string): Promise<IssueDocument> {
    const issue = await findIssue(ctx, key);
    const name = nameOf(ctx, issue.pageId);
    const nowMs = ctx.clock.now().getTime();
    for (const [old, { at }] of kept) if (Math.abs(nowMs - at) >= keptMs || kept.size > mostKept) kept.delete(old);
    const known = kept.get(name);
    if (known !== undefined) return known.document;
    const document = readDocument(services, ctx, issue);
    kept.set(name, { at: nowMs, document });
    document.catch(() => kept.delete(name));
    return document;
  }

  return { read, forget: (ctx, pageId) => void kept.delete(nameOf(ctx, pageId)) };
}

/**
 * The whole page as a person reads it: its properties and its text. The task is brought up to date by it; of the text
 * nothing is stored.
 * @throws ProblemError notion.page_gone when Notion does not show it.
 */
async function readDocument(services: Services, ctx: Ctx, issue: IssueRow): Promise<IssueDocument> {
  const run = await openNotion(services, ctx);
  return asProblems(async () => {
    const { answer, page, issue: stored } = await readPageNow({ services, ctx, run, issue });
    const { markdown, truncated } = await readMarkdown(run.session, issue.pageId);
    return {
      key: stored.projectKey,
      title: stored.title,
      url: stored.url,
      properties: propertyTexts(answer, await namesIn(run, answer)),
      markdown,
      truncated,
      readAt: ctx.clock.now().toISOString(),
      editedAt: page.editedAt.toISOString(),
    };
  });
}

/** Who and what the properties name: people by their names, pages by the tasks that are known here. */
async function namesIn({ ctx, namesOf }: RunContext, answer: unknown): Promise<Names> {
  const people = await namesOf(peopleNamed(answer));
  const nameOf = new Map(people.map(({ userId, name }) => [userId, name]));
  const issues = await findByPageIds(ctx, pagesNamed(answer));
  return {
    person: (userId) => nameOf.get(userId) ?? userId,
    page: (pageId) => {
      const issue = issues.get(pageId);
      return issue === undefined ? pageId : [issue.projectKey, issue.title].filter(Boolean).join(' ');
    },
  };
}
