import { bookedHours, sameHours, wantedHours, type HoursWanted } from '../../shared/time-spent.ts';
import { updateIssue } from '../issues/issues.repository.ts';
import { readHours, writeHours, type PageHours } from '../notion/writing.ts';
import * as delivering from './delivery.ts';
import type { PageDelivery } from './delivery.ts';
import { blockTrashed, fail } from './delivery-failures.ts';
import {
  findTimeSpent,
  forgetIntended,
  saveTimeSpent,
  type EffectRow,
  type TimeSpentRow,
} from './effects.repository.ts';
import { currentProperty, knownProperty } from './time-spent-property.usecases.ts';
import { sumSeconds } from './worklogs.repository.ts';

/** Writes the page's Time Spent as an absolute number, so that writing it again does no harm. */
export async function deliverTimeSpent(delivery: PageDelivery, row: EffectRow): Promise<void> {
  try {
    // An earlier number that arrives late must not meet a later one.
    if (delivering.isOnItsWay(delivery, row)) await lookEarly(delivery, row);
    else await write(delivery, row);
  } catch (error) {
    await fail(delivery, row, error, (ctx) => forgetIntended(ctx, row.issueId));
  }
}

/** What is there already needs no waiting, and is known before people change it. */
async function lookEarly(delivery: PageDelivery, row: EffectRow): Promise<void> {
  const known = await findTimeSpent(delivery.ctx, row.issueId);
  if (known === undefined || known.intendedHours === null || known.propertyId === null) {
    return delivering.waitUntilSettled(delivery, row);
  }
  const { hours } = await readHours(delivery.session, delivery.issue.pageId, known.propertyId);
  const isThere = sameHours(hours, known.intendedHours) && !sameHours(hours, known.lastWrittenHours);
  if (!isThere) return delivering.waitUntilSettled(delivery, row);
  const { intendedHours: lastWrittenHours, restoredSeconds: _, ...same } = known;
  await settleAt(delivery, row, row.sentVersion ?? row.wanted, { ...same, lastWrittenHours });
}

async function write(delivery: PageDelivery, row: EffectRow): Promise<void> {
  const stored = await knownProperty(delivery);
  if (stored !== undefined && 'id' in stored && (await writeTo(delivery, row, stored.id))) return;
  // There was none at the last look, it has another type, or the page does not have it: what is true in Notion now?
  const current = await currentProperty(delivery, row);
  if ('wrong' in current) {
    const { name, type } = current.wrong;
    const reason = `Comment only: "${name}" is of type ${type}, so the hours are not added up in it.`;
    return delivering.block(delivery, row, 'notion.property_type', reason, { change: { sentAt: null } });
  }
  if (await writeTo(delivery, row, current.id)) return;
  const reason = 'Notion does not take the hours on this page. It may have been moved to another database.';
  await delivering.block(delivery, row, 'notion.rejected', reason, { change: { sentAt: null } });
}

/** False when the page has no such property, or Notion answered without taking the number. */
async function writeTo(delivery: PageDelivery, row: EffectRow, propertyId: string): Promise<boolean> {
  const { ctx, issue, session } = delivery;
  // The turn first, so that as little time as possible lies between reading and writing.
  const send = await session.turn();
  const totalSeconds = await sumSeconds(ctx, issue.id);
  const page = await readHours(session, issue.pageId, propertyId);
  if (page.trashed) {
    await blockTrashed(delivery, row);
    return true;
  }
  if (!page.present) return false;
  const wanted = await wantedOn(delivery, propertyId, page, totalSeconds);
  const before = { issueId: issue.id, propertyId, baseHours: wanted.base, lastWrittenHours: page.hours };
  if (!sameHours(page.hours, wanted.target)) {
    const work = (inside: PageDelivery['ctx']) =>
      saveTimeSpent(inside, { ...before, intendedHours: wanted.target, restoredSeconds: null });
    const echoed = await delivering.sendNoted(delivery, row, send, { work }, (sending) =>
      writeHours(sending, issue.pageId, propertyId, wanted.target),
    );
    if (!echoed.present || !sameHours(echoed.hours, wanted.target)) return false;
  }
  await settleAt(delivery, row, row.wanted, { ...before, lastWrittenHours: wanted.target }, wanted.doubtful);
  return true;
}

async function wantedOn(
  { ctx, issue }: PageDelivery,
  propertyId: string,
  { hours: observed }: PageHours,
  totalSeconds: number,
): Promise<HoursWanted> {
  const known = await findTimeSpent(ctx, issue.id);
  // A property that people made anew starts anew, unless they copied the number into it.
  const isSame =
    known?.propertyId === propertyId ||
    known?.propertyId === null ||
    (observed !== null && sameHours(observed, known?.lastWrittenHours ?? null));
  if (known === undefined || !isSame) {
    return wantedHours({ observed, base: null, lastWritten: null, intended: null, totalSeconds });
  }
  return wantedHours({ observed, base: known.baseHours, ...earlierWrites(known, observed), totalSeconds });
}

/** What we wrote last, and what may have been written besides. */
function earlierWrites(known: TimeSpentRow, observed: number | null) {
  const { lastWrittenHours: lastWritten, intendedHours: intended, restoredSeconds } = known;
  if (restoredSeconds === null) return { lastWritten, intended };
  // Of a restored backup: a write that was on its way then may have been the last one.
  const wasLast = intended !== null && sameHours(observed, intended);
  return { lastWritten: wasLast ? intended : lastWritten, intended: bookedHours(known.baseHours, restoredSeconds) };
}

type Known = Pick<TimeSpentRow, 'issueId' | 'propertyId' | 'baseHours'> & { lastWrittenHours: number };

async function settleAt(
  delivery: PageDelivery,
  row: EffectRow,
  version: number,
  known: Known,
  doubtful = false,
): Promise<void> {
  const detail = doubtful
    ? `Somebody changed the number in Notion while ours was on its way. It is ${known.lastWrittenHours} now: correct it there if that is wrong.`
    : null;
  await delivering.settle(delivery, row, version, { detail }, async (ctx) => {
    await updateIssue(ctx, row.issueId, { spentHours: known.lastWrittenHours });
    await saveTimeSpent(ctx, { ...known, intendedHours: null, restoredSeconds: null });
  });
}
