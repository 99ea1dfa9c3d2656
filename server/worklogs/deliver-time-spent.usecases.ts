import { sameHours, wantedHours } from '../../shared/time-spent.ts';
import { within } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { updateIssue } from '../issues/issues.repository.ts';
import { NotionFailure } from '../notion/failure.ts';
import { readDataSource, readPage } from '../notion/reading.ts';
import { wrongType } from '../notion/schema.ts';
import { addTimeSpent, hoursOf, writeHours } from '../notion/writing.ts';
import { applySchema } from '../sources/schema.usecases.ts';
import { findSource, type SourceRow } from '../sources/sources.repository.ts';
import * as delivering from './delivery.ts';
import type { PageDelivery } from './delivery.ts';
import { findTimeSpent, saveTimeSpent, settleEffect, updateEffect, type EffectRow } from './effects.repository.ts';
import { sumSeconds } from './worklogs.repository.ts';

const missingCapability = 'The connection may not change pages: it lacks "Update content" in Notion.';

/** Writes the page's Time Spent as an absolute number, so that writing it again does no harm. */
export async function deliverTimeSpent(delivery: PageDelivery, row: EffectRow): Promise<void> {
  try {
    const propertyId = await propertyOf(delivery, row);
    if (propertyId !== undefined) await writeTotal(delivery, row, propertyId);
  } catch (error) {
    if (!(error instanceof NotionFailure)) throw error;
    const passing = delivering.isPassing(error) || error.kind === 'unavailable';
    if (passing) await delivering.postpone(delivery, row, error);
    else await delivering.blockFor(delivery, row, error, missingCapability);
  }
}

/** The property's id; makes the property when the data source has none. One of another type is never converted. */
async function propertyOf(delivery: PageDelivery, row: EffectRow): Promise<string | undefined> {
  const { ctx, issue, session } = delivery;
  const source = await findSource(ctx, issue.sourceId);
  if (source === undefined) throw new NotionFailure('not_found', 'The data source is no longer connected.');
  if (source.properties?.timeSpent != null) return source.properties.timeSpent;
  // The stored schema may be ten minutes old: look before adding.
  const current = await takeSchema(delivery, source, await readDataSource(session, source.dataSourceId));
  if (current.properties?.timeSpent != null) return current.properties.timeSpent;
  const wrong = current.schema === null ? undefined : wrongType(current.schema, 'timeSpent');
  if (wrong !== undefined) {
    await delivering.block(
      delivery,
      row,
      'notion.property_type',
      `"${wrong.name}" is of type ${wrong.type}; the comment was posted, the number was not.`,
    );
    return undefined;
  }
  const added = await takeSchema(delivery, current, await addTimeSpent(session, source.dataSourceId));
  return added.properties?.timeSpent ?? undefined;
}

async function takeSchema({ ctx, connection }: PageDelivery, source: SourceRow, answer: unknown): Promise<SourceRow> {
  return inTransaction(ctx.db, (tx) => applySchema(within(ctx, tx), source, connection, answer));
}

async function writeTotal(delivery: PageDelivery, row: EffectRow, propertyId: string): Promise<void> {
  const { ctx, issue, session } = delivery;
  const readAt = ctx.clock.now();
  const totalSeconds = await sumSeconds(ctx, issue.id);
  const page = await readPage(session, issue.pageId);
  const observed = hoursOf(page, propertyId);
  const known = await findTimeSpent(ctx, issue.id);
  const { base, target } = wantedHours({
    observed,
    base: known?.baseHours ?? null,
    lastWritten: known?.lastWrittenHours ?? null,
    intended: known?.intendedHours ?? null,
    totalSeconds,
  });
  if (!sameHours(observed, target)) {
    await delivering.note(delivery, row, async (inside) => {
      await updateEffect(inside, row.id, { state: 'sending', attempts: row.attempts + 1, sentAt: readAt });
      const lastWrittenHours = observed;
      await saveTimeSpent(inside, { issueId: issue.id, baseHours: base, lastWrittenHours, intendedHours: target });
    });
    const echoed = await writeHours(session, issue.pageId, propertyId, target);
    if (!sameHours(echoed, target)) return notTaken(delivery, row);
  }
  await delivering.note(delivery, row, async (inside) => {
    await saveTimeSpent(inside, { issueId: issue.id, baseHours: base, lastWrittenHours: target, intendedHours: null });
    await updateIssue(inside, issue.id, { spentHours: target });
    await settleEffect(inside, row.id, row.wanted, { deliveredAt: readAt });
  });
}

/** Notion answered without taking the number: the property is gone or was renamed to something else. Its schema is read anew. */
async function notTaken(delivery: PageDelivery, row: EffectRow): Promise<void> {
  const source = await findSource(delivery.ctx, delivery.issue.sourceId);
  if (source !== undefined) {
    await takeSchema(delivery, source, await readDataSource(delivery.session, source.dataSourceId));
  }
  await delivering.postpone(delivery, row, new NotionFailure('unavailable', 'Notion did not take the number.'));
}
