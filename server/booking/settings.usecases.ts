import type { z } from 'zod';
import type { BookingSetting, bookingSettingPatch } from '../../shared/api/booking.ts';
import { dayOf } from '../../shared/sessions.ts';
import { lastDayReached } from '../../shared/local-time.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { lockPerson } from './booking.repository.ts';
import type { TimedPerson } from './ledger.usecases.ts';
import { findSetting, saveSetting, type SettingRow } from './settings.repository.ts';

/** When the server books the person's coding time by itself. */
export async function readSetting(ctx: Ctx, personId: string): Promise<BookingSetting> {
  return settingOf(await findSetting(ctx, personId));
}

/**
 * Changes when the server books by itself. Switching it on never reaches back: time of days before today stays for the
 * person to book, and so does a time of day that has passed already.
 */
export async function changeSetting(
  ctx: Ctx,
  person: TimedPerson,
  change: z.output<typeof bookingSettingPatch>,
): Promise<BookingSetting> {
  return inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    await lockPerson(inside, person.id);
    const before = await findSetting(inside, person.id);
    const row = changed(before, change, person.timeZone, ctx.clock.now());
    await saveSetting(inside, row);
    await audit(inside, 'booking.setting_changed', person.id, { ...change });
    return settingOf(row);
  });
}

function changed(
  before: SettingRow,
  { automatic, at = before.at, text = before.text }: z.output<typeof bookingSettingPatch>,
  timeZone: string,
  now: Date,
): SettingRow {
  const kinds = new Set(automatic ?? kindsOf(before));
  const row = {
    ...before,
    at,
    text,
    daily: kinds.has('daily'),
    onLeave: kinds.has('on_leave'),
    onDone: kinds.has('on_done'),
  };
  if (kindsOf(before).length === 0) {
    row.sinceDay = dayOf(now.getTime(), timeZone);
    row.lookedAt = now;
  }
  if (row.daily && (!before.daily || before.at !== at)) row.lastDay = lastDayReached(now.getTime(), at, timeZone);
  return row;
}

function kindsOf({ daily, onLeave, onDone }: SettingRow): BookingSetting['automatic'] {
  const kinds: BookingSetting['automatic'] = [];
  if (daily) kinds.push('daily');
  if (onLeave) kinds.push('on_leave');
  if (onDone) kinds.push('on_done');
  return kinds;
}

function settingOf(row: SettingRow): BookingSetting {
  const automatic = kindsOf(row);
  return { automatic, at: row.at, text: row.text, sinceDay: automatic.length === 0 ? null : row.sinceDay };
}
