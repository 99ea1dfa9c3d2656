import { hasLeft, isDoneWith, leastAutomaticSeconds } from '../../shared/automatic-booking.ts';
import { dayBefore, lastDayReached } from '../../shared/local-time.ts';
import { dayOf } from '../../shared/sessions.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { recomputePerson } from '../heartbeats/sessions.usecases.ts';
import { findOpenPeriods } from '../issues/issues.repository.ts';
import { storeParts } from './book.usecases.ts';
import { lockPerson } from './booking.repository.ts';
import { readLedger, type LedgerDay } from './ledger.usecases.ts';
import { claimSetting, saveSetting, type Automatic, type SettingRow } from './settings.repository.ts';

/** Heartbeats older than this are refused, so no coding time comes to be before it. */
const oldestDays = 90;

/** What is to be looked at for a person now. */
interface Due {
  /** The local day whose time of booking has come; null when it was done already. */
  daily: string | null;
  onLeave: boolean;
  onDone: boolean;
}

/** What is due for a person, also after a time in which no server ran. Undefined when nothing is. */
export function dueOf({ setting, timeZone, hasWorked, hasDone }: Automatic, now: Date): Due | undefined {
  const reached = lastDayReached(now.getTime(), setting.at, timeZone);
  const due = {
    daily: setting.daily && reached > setting.lastDay ? reached : null,
    onLeave: setting.onLeave && hasWorked,
    onDone: setting.onDone && (hasWorked || hasDone),
  };
  return due.daily !== null || due.onLeave || due.onDone ? due : undefined;
}

/**
 * Books what is due for a person, and notes that it was done, in one transaction: of several servers one does it, and a killed
 * one leaves it as if it had not begun. What the person took back is not booked again by itself.
 * @returns how many worklogs were made
 */
export async function bookDue(ctx: Ctx, { setting: known, timeZone }: Automatic, due: Due): Promise<number> {
  const person = { id: known.personId, timeZone };
  await recomputePerson(ctx.db, person.id);
  return inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await lockPerson(inside, person.id);
    const setting = await claimSetting(inside, known);
    if (setting === undefined) return 0;
    const now = ctx.clock.now();
    const oldest = dayBefore(dayOf(now.getTime(), timeZone), oldestDays);
    const fromDay = setting.sinceDay > oldest ? setting.sinceDay : oldest;
    const ledger = await readLedger(inside, person, { fromDay, withTakenBack: true });
    const chosen = await choose(inside, ledger, setting, due);
    for (const one of chosen) {
      const part = { id: ctx.newId(), issueId: one.source, seconds: undefined, text: undefined };
      await storeParts(inside, person, {
        day: one.day,
        source: one.source,
        parts: [part],
        from: one,
        isAutomatic: true,
      });
    }
    await saveSetting(inside, { ...setting, lookedAt: now, lastDay: due.daily ?? setting.lastDay });
    return chosen.length;
  });
}

/** The sources and days to be booked, oldest first. */
async function choose(ctx: Ctx, ledger: readonly LedgerDay[], setting: SettingRow, due: Due): Promise<LedgerDay[]> {
  const bookable = ledger.filter(
    ({ issue, proposedSeconds }) => issue?.state === 'active' && proposedSeconds >= leastAutomaticSeconds,
  );
  const done = await findOpenPeriods(
    ctx,
    bookable.flatMap(({ issue }) => (issue?.defaultStatus === 'DONE' ? issue.id : [])),
  );
  const nowSecond = ctx.clock.now().getTime() / 1000;
  return bookable
    .filter((one) => {
      if (due.daily !== null && one.day <= due.daily) return true;
      const lastElsewhere = lastSecondOf(ledger.filter(({ source }) => source !== one.source));
      const lastSecond = lastSecondOf(ledger.filter(({ source }) => source === one.source));
      const observedAt = done.get(one.source)?.observedAt;
      const candidate = { lastSecond, doneSecond: observedAt === undefined ? null : observedAt.getTime() / 1000 };
      if (setting.onLeave && due.onLeave && hasLeft(candidate, nowSecond, lastElsewhere)) return true;
      return setting.onDone && due.onDone && isDoneWith(candidate, nowSecond, lastElsewhere);
    })
    .toReversed();
}

function lastSecondOf(days: readonly LedgerDay[]): number {
  return Math.max(0, ...days.flatMap(({ branches }) => branches.map(({ lastAt }) => lastAt.getTime() / 1000)));
}
