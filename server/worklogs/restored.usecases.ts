import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { readHours } from '../notion/writing.ts';
import { sameHours } from '../../shared/time-spent.ts';
import { settledAfterMs, type PageDelivery } from './delivery.ts';
import { findTimeSpent, type EffectRow } from './effects.repository.ts';
import * as repository from './restored.repository.ts';
import { knownProperty } from './time-spent-property.usecases.ts';

/**
 * Tells the delivery that the database is now that of a backup made at `backupAt`. Call it in the transaction of the
 * restore, while no server runs. From then on whatever the backup does not know to be in Notion is looked for before
 * anything is sent, so that what was delivered after the backup is not delivered again.
 */
export async function markRestored(db: Database, backupAt: Date, restoredAt: Date): Promise<void> {
  await repository.saveRestorations(db, backupAt, restoredAt);
  // A request that the former server sent last may still be on its way.
  await repository.doubtEffects(db, backupAt, new Date(restoredAt.getTime() + settledAfterMs));
  await repository.doubtNumbers(db);
}

/**
 * Since when the comment of a new worklog or note may be in Notion already: when it was booked in the time that a restore made
 * us forget, its client may book it again with the same id. Null when its id says that it is younger.
 */
export async function unknownSinceOf(ctx: Ctx, subjectId: string): Promise<Date | null> {
  const restored = await repository.findRestoration(ctx);
  if (restored === undefined) return null;
  const { backupAt, restoredAt } = restored;
  const madeAt = timeOf(subjectId);
  if (madeAt !== null) return madeAt.getTime() - restoredAt.getTime() > dayMs ? null : backupAt;
  const isLongAgo = ctx.clock.now().getTime() - restoredAt.getTime() > rebookedWithinMs;
  return isLongAgo ? null : backupAt;
}

const dayMs = 86_400_000;

/** Who has not sent a worklog again within this time will not do it any more. */
const rebookedWithinMs = 7 * dayMs;

/** When an id of version 7 was made, by the clock of whoever made it, which may be wrong; null for other versions. */
function timeOf(id: string): Date | null {
  const hex = id.replaceAll('-', '');
  return hex[12] === '7' ? new Date(Number.parseInt(hex.slice(0, 12), 16)) : null;
}

/** True when the effect is one of the backup, not one that was made after the restore. */
export async function isOfBackup(ctx: Ctx, { createdAt }: EffectRow): Promise<boolean> {
  const restored = await repository.findRestoration(ctx);
  return restored !== undefined && createdAt < restored.restoredAt;
}

/**
 * Whether the page's number was written after the backup, which is done after the comment: then a comment that is not
 * there was posted and is gone. Undefined when the number does not tell.
 */
export async function wasWrittenAfterBackup(
  delivery: PageDelivery,
  { issueId }: EffectRow,
): Promise<boolean | undefined> {
  const known = await findTimeSpent(delivery.ctx, issueId);
  if (known === undefined || known.restoredSeconds === null) return undefined;
  const property = await knownProperty(delivery);
  const propertyId = known.propertyId ?? (property !== undefined && 'id' in property ? property.id : null);
  if (propertyId === null) return undefined;
  const { present, hours } = await readHours(delivery.session, delivery.issue.pageId, propertyId);
  return present ? !sameHours(hours, known.lastWrittenHours) : undefined;
}
