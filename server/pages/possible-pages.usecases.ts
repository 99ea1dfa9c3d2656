import { ProblemError } from '../../shared/errors.ts';
import { findMade, type MadePage } from '../notion/made-pages.ts';
import type { RunContext } from '../sources/run-context.ts';
import type { SourceRow } from '../sources/sources.repository.ts';
import { listClaimedPages, listOpenTitles, type CreationRow } from './creations.repository.ts';

/** Notion gives up on a request after about 60 s: from then on, what can be found there is all there is. */
export const settledAfterMs = 65_000;

/** Pages that a request for this one may have made, and that are no other's as far as is known. */
export async function unclaimedPages(run: RunContext, source: SourceRow, row: CreationRow): Promise<MadePage[]> {
  const { ctx, session } = run;
  const sentAt = row.sentAt ?? ctx.clock.now();
  const lost = {
    dataSourceId: source.dataSourceId,
    botId: row.botId,
    from: row.firstSentAt ?? sentAt,
    until: new Date(sentAt.getTime() + settledAfterMs),
  };
  const made = await findMade(session, lost, () => ctx.clock.now());
  const claimed = await listClaimedPages(
    ctx,
    made.map(({ pageId }) => pageId),
  );
  return made.filter(({ pageId }) => !claimed.has(pageId));
}

/**
 * Somebody may have given the page another title since it was made. What our bot made at that time, and no creation is known
 * to have made, is more likely this page than not: a person tells, and nothing is made twice.
 * @throws ProblemError notion.unclear naming the page.
 */
export async function refuseRenamed(run: RunContext, source: SourceRow, row: CreationRow): Promise<void> {
  if (row.botId === null) return;
  const open = await listOpenTitles(run.ctx, row);
  const renamed = (await unclaimedPages(run, source, row)).find(({ title }) => title !== row.title && !open.has(title));
  if (renamed === undefined) return;
  const detail = `Notion has a page that was made at that time and is called "${renamed.title}" now. If it is "${row.title}", it is there already and was not made again; if not, make the task anew.`;
  throw new ProblemError('notion.unclear', detail);
}
