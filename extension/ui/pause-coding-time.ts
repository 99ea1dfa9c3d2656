import { dayBoundsMs, dayOf } from '../../shared/sessions.ts';
import { pausedSentence } from '../core/paused-item.ts';
import type { Context } from './context.ts';

const minuteMs = 60_000;

/** Asks for how long coding time is not counted. Nothing is recorded until then, in no window that is meant. */
export async function pauseCodingTime(context: Context): Promise<void> {
  const { dialogs, clock, codingTime, pauses, t } = context;
  if (codingTime.counting() === null) {
    await dialogs.tell({ level: 'information', text: t('Coding time is not counted, so there is nothing to pause.') });
    return;
  }
  const nowMs = clock.nowMs();
  const everywhere = t('In all windows on this machine.');
  const choices = [
    { label: t('For 30 minutes'), detail: everywhere, untilMs: nowMs + 30 * minuteMs },
    { label: t('Until tomorrow'), detail: everywhere, untilMs: nextDayMs(nowMs, timeZone()) },
    { label: t('In this workspace'), detail: t('Until you resume it, also after a restart.'), untilMs: null },
  ];
  const choice = await dialogs.pick(t('Pause coding time'), choices);
  if (choice === undefined) return;
  await pauses.pause(choice.untilMs);
}

/** Counts again from now on. What was done meanwhile is in no number. */
export async function resumeCodingTime({ dialogs, pauses, t }: Context): Promise<void> {
  if ((await pauses.look()) === null) {
    await dialogs.tell({ level: 'information', text: t('Coding time is not paused.') });
    return;
  }
  await pauses.resume();
  const left = pauses.now();
  if (left !== null) await dialogs.tell({ level: 'warning', text: pausedSentence(left, t) });
}

/** The first instant of the next local day, also on a night on which the clocks change. */
export function nextDayMs(nowMs: number, zone: string): number {
  return dayBoundsMs(dayOf(nowMs, zone), zone).endMs;
}

const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
