import { within } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { NotionFailure } from '../notion/failure.ts';
import { readDataSource } from '../notion/reading.ts';
import { wrongType } from '../notion/schema.ts';
import { addTimeSpent, needing } from '../notion/writing.ts';
import { applySchema } from '../sources/schema.usecases.ts';
import { findSource, type SourceRow } from '../sources/sources.repository.ts';
import { sendNoted, type PageDelivery } from './delivery.ts';
import type { EffectRow } from './effects.repository.ts';

/** The property that takes the hours: its id, or one of its name that is of another type. */
export type TimeSpentProperty = { id: string } | { wrong: { name: string; type: string } };

/** The property as far as is known without asking Notion; undefined when there was none at the last look. */
export async function knownProperty({ ctx, issue }: PageDelivery): Promise<TimeSpentProperty | undefined> {
  const source = await findSource(ctx, issue.sourceId);
  return source === undefined ? undefined : propertyOf(source);
}

/**
 * The property as Notion has it now. When the data source has none it is made; one of another type is never converted,
 * because that would lose what people wrote in it.
 */
export async function currentProperty(delivery: PageDelivery, row: EffectRow): Promise<TimeSpentProperty> {
  const { ctx, issue, session } = delivery;
  const source = await findSource(ctx, issue.sourceId);
  if (source === undefined) throw new NotionFailure('not_found', 'The data source is no longer connected.');
  const { dataSourceId } = source;
  const send = await session.turn();
  // What is stored may be ten minutes old: look right before adding.
  const answer = await needing('Read content', () => readDataSource(session, dataSourceId));
  const current = propertyOf(await takeSchema(delivery, source, answer));
  if (current !== undefined) return current;
  const added = await sendNoted(delivery, row, send, {}, (sending) => addTimeSpent(sending, dataSourceId));
  const made = propertyOf(await takeSchema(delivery, source, added));
  if (made === undefined) throw new NotionFailure('unavailable', 'Notion did not add the property.');
  return made;
}

function propertyOf({ schema, properties }: SourceRow): TimeSpentProperty | undefined {
  if (properties?.timeSpent != null) return { id: properties.timeSpent };
  const wrong = schema === null ? undefined : wrongType(schema, 'timeSpent');
  return wrong === undefined ? undefined : { wrong };
}

async function takeSchema({ ctx, connection }: PageDelivery, source: SourceRow, answer: unknown): Promise<SourceRow> {
  return inTransaction(ctx.db, (tx) => applySchema(within(ctx, tx), source, connection, answer));
}
