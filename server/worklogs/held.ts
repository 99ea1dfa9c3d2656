import { worklogComment } from '../../shared/worklog-text.ts';

/** A worklog of one person on one issue, as far as it matters whose comment names its seconds. */
export interface Bookable {
  id: string;
  seconds: number;
  carriedBy: string | null;
  isDeleted: boolean;
}

/** The one comment of worklogs that stand together; null when there is nothing to say yet. */
export function commentOf(worklogs: readonly { seconds: number; text: string }[]): string | null {
  const seconds = worklogs.reduce((total, one) => total + one.seconds, 0);
  const texts = [...new Set(worklogs.map(({ text }) => text).filter((text) => text !== ''))];
  return worklogComment(seconds, texts.join('; '));
}

/**
 * Who carries whom: worklogs too short for a comment wait until together they add up, then the newest one's comment
 * stands for all of them. Carriers stay as they are for as long as their comment has something to say.
 *
 * `worklogs` are all the short ones, oldest first, with the one that changed. Answers the carrier of each, null for those
 * that carry themselves or wait.
 */
export function arrangeCarriers(worklogs: readonly Bookable[]): Map<string, string | null> {
  const kept = new Map(worklogs.map((one) => [one.id, keptCarrier(worklogs, one)]));
  const carriers = new Set(kept.values());
  const waiting = worklogs.filter((one) => isShort(one) && kept.get(one.id) === null && !carriers.has(one.id));
  const newest = waiting.at(-1);
  if (newest !== undefined && addsUp(waiting)) {
    for (const { id } of waiting) kept.set(id, id === newest.id ? null : newest.id);
  }
  return kept;
}

/** The carrier so far, unless it is gone or the two of them no longer add up. */
function keptCarrier(worklogs: readonly Bookable[], one: Bookable): string | null {
  if (one.carriedBy === null || !isShort(one)) return null;
  const carrier = worklogs.find(({ id }) => id === one.carriedBy);
  // A carrier that is neither short nor the one that changed has a comment of its own.
  if (carrier === undefined) return one.carriedBy;
  const group = worklogs.filter((other) => isShort(other) && other.carriedBy === carrier.id);
  return !carrier.isDeleted && addsUp([carrier, ...group]) ? carrier.id : null;
}

function isShort({ seconds, isDeleted }: Bookable): boolean {
  return !isDeleted && !addsUp([{ seconds }]);
}

function addsUp(worklogs: readonly { seconds: number }[]): boolean {
  return commentOf(worklogs.map(({ seconds }) => ({ seconds, text: '' }))) !== null;
}
