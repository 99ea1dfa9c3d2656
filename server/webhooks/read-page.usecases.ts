import { findByPageIds } from '../issues/issues.repository.ts';
import { parentOf } from '../notion/page.ts';
import { findPage } from '../notion/reading.ts';
import type { RunContext } from '../sources/run-context.ts';
import { listSources, type SourceRow } from '../sources/sources.repository.ts';
import { createPageStore } from '../sources/store-pages.usecases.ts';
import { takePage } from '../sources/take-page.usecases.ts';
import { listEventsOf, type EventRow } from './webhooks.repository.ts';

/**
 * Reads a page that an event named and stores it as a sweep does. Only what Notion answers counts, whatever the event
 * said: one that is late, doubled or lost changes nothing. A 404 says nothing: the daily comparison decides about it.
 */
export async function readEventPage(queue: RunContext, pageId: string): Promise<void> {
  // Each page is asked for by itself: what was written before this moment is in the answer.
  const run = { ...queue, startedAt: queue.ctx.clock.now() };
  const answer = await findPage(run.session, pageId);
  if (answer === undefined) return;
  const page = (await findByPageIds(run.ctx, [pageId])).get(pageId);
  const sources = await listSources(run.ctx);
  const parent = parentOf(answer);
  const source =
    sources.find(({ dataSourceId }) => dataSourceId === parent) ?? sources.find(({ id }) => id === page?.sourceId);
  // A source that was never read whole is read whole next, and this page with it.
  if (source === undefined || source.polledAt === null) return;
  const toldAt = await findStatusToldAt(run, source, { pageId, polledAt: source.polledAt });
  const store = createPageStore(run, source, { full: true, toldAt });
  await takePage(run, source, { store, pageId, page, answer });
}

/** When the newest event since the last poll said that the status changed. */
async function findStatusToldAt(
  { ctx }: RunContext,
  { properties }: SourceRow,
  { pageId, polledAt }: { pageId: string; polledAt: Date },
): Promise<Date | undefined> {
  const statusId = properties?.status ?? undefined;
  if (statusId === undefined) return undefined;
  const events = await listEventsOf(ctx, pageId, polledAt);
  return events.find((event) => mayChange(event, statusId))?.at;
}

/** Ids of properties are percent-encoded, or not. */
function mayChange({ type, properties }: EventRow, propertyId: string): boolean {
  if (type !== 'page.properties_updated') return type === 'page.moved';
  return properties.length === 0 || properties.some((id) => decoded(id) === decoded(propertyId));
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
