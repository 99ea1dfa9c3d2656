import { codingIntervals, isParted } from '../../shared/sessions.ts';

/** A heartbeat made in this window, and since when the server knows it. */
interface LocalBeat {
  id: string;
  atMs: number;
  /** Branch as in keyOfBranch. */
  key: string;
  deliveredAtMs: number | null;
  /** When the pause before it began; null without one. */
  pausedAtMs: number | null;
}

/** Coding time of this window that the server's numbers do not hold yet, and the length of the current sitting. */
export interface LocalTime {
  beat: (id: string, atMs: number, key: string, pausedAtMs?: number | null) => void;
  delivered: (ids: ReadonlySet<string>, atMs: number) => void;
  /**
   * Seconds to add to the server's number for a branch.
   * @param askedAtMs when that number was asked for: heartbeats delivered by then are part of it
   */
  unknownSeconds: (key: string, askedAtMs: number) => number;
  /** Seconds on the branch since the last pause that was longer than the time-out. */
  sessionSeconds: (key: string) => number;
}

const mostBeats = 1000;

/** @param lastInputMs own input after the last heartbeat extends it, so that the shown time does not lag behind */
export function createLocalTime(timeoutSeconds: () => number, lastInputMs: () => number): LocalTime {
  let beats: LocalBeat[] = [];

  const withInput = (): LocalBeat[] => {
    const last = beats.at(-1);
    if (last === undefined || lastInputMs() <= last.atMs) return beats;
    return [...beats, { ...last, atMs: lastInputMs(), deliveredAtMs: null, pausedAtMs: null }];
  };
  const secondsFrom = (fromMs: number, key: string): number => {
    const counted = withInput().filter((beat) => beat.atMs >= fromMs);
    const intervals = codingIntervals(counted, { timeoutSeconds: timeoutSeconds() });
    const ofBranch = intervals.filter((interval) => interval.beat.key === key);
    return Math.floor(ofBranch.reduce((sumMs, { startMs, endMs }) => sumMs + endMs - startMs, 0) / 1000);
  };

  return {
    beat(id, atMs, key, pausedAtMs = null) {
      beats.push({ id, atMs, key, deliveredAtMs: null, pausedAtMs });
      if (beats.length > mostBeats) beats = beats.slice(-mostBeats / 2);
    },
    delivered(ids, atMs) {
      for (const beat of beats) if (ids.has(beat.id)) beat.deliveredAtMs ??= atMs;
    },
    unknownSeconds(key, askedAtMs) {
      const known = beats.filter(({ deliveredAtMs }) => deliveredAtMs !== null && deliveredAtMs <= askedAtMs);
      return secondsFrom(Math.max(Number.NEGATIVE_INFINITY, ...known.map(({ atMs }) => atMs)), key);
    },
    sessionSeconds: (key) => secondsFrom(startOfSitting(withInput(), timeoutSeconds() * 1000), key),
  };
}

function startOfSitting(beats: readonly LocalBeat[], timeoutMs: number): number {
  const first = beats.findLastIndex((beat, index) => {
    const before = beats[index - 1];
    return before === undefined || beat.atMs - before.atMs > timeoutMs || isParted(before, beat);
  });
  return beats[first]?.atMs ?? 0;
}
