import type { Ctx } from '../context.ts';
import { announce } from '../events/events.repository.ts';
import { updateIssue, type IssueRow } from '../issues/issues.repository.ts';
import { parentOf } from '../notion/page.ts';
import { releaseFromQuarantine } from './quarantine.repository.ts';
import { inRun, type RunContext } from './run-context.ts';
import type { SourceRow } from './sources.repository.ts';
import type { PageStore } from './store-pages.usecases.ts';

/** A page that was asked for by its id, and what is stored of it. */
interface AnsweredPage {
  store: PageStore;
  pageId: string;
  page: Pick<IssueRow, 'id' | 'state'> | undefined;
  answer: unknown;
}

/** Takes over what Notion answered for one page: it is stored, or it has moved away from the source. */
export async function takePage(
  run: RunContext,
  row: SourceRow,
  { store, pageId, page, answer }: AnsweredPage,
): Promise<void> {
  const parent = parentOf(answer);
  if (parent === undefined || parent === row.dataSourceId) {
    await store([answer], { watermark: null, isKept: false });
    return;
  }
  await inRun(run, async (ctx) => {
    await releaseFromQuarantine(ctx, row.id, [pageId]);
    if (page !== undefined && page.state !== 'moved') await changeState(ctx, page, { state: 'moved' });
  });
}

/** Changes what is known of a page that Notion does not show where it was. */
export async function changeState(ctx: Ctx, { id }: Pick<IssueRow, 'id'>, change: Partial<IssueRow>): Promise<void> {
  await updateIssue(ctx, id, { ...change, changedAt: ctx.clock.now() });
  await announce(ctx, 'issue', { issueIds: [id] });
}
