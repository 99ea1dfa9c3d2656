/** A pause of all windows. It stays known after its end: the first sign of activity after it says that there was one. */
export interface Pause {
  /** Wall clock. */
  askedAtMs: number;
  untilMs: number;
}

/** A pause of one workspace, until somebody ends it. */
export interface WorkspacePause {
  askedAtMs: number;
  endedAtMs: number | null;
}

/** What goes on now. `untilMs` is null when only the person ends it. */
export interface PauseState {
  untilMs: number | null;
}

export interface KnownPauses {
  everywhere: Pause | null;
  workspace: WorkspacePause | null;
}

const hourMs = 3_600_000;
/** "Until tomorrow" is at most 25 hours away, on the night that has an hour more. */
export const longestPauseMs = 26 * hourMs;
const toleratedMs = 60_000;
/** A pause that ended longer ago cannot lie in a gap that would be joined. */
const forgottenMs = hourMs;

/**
 * A pause whose clock was wrong, set right: it never lasts longer than was asked for, counted from when it is seen, and no
 * pause at all longer than the longest one there is.
 */
export function straightened({ askedAtMs, untilMs }: Pause, nowMs: number): Pause {
  const lastsMs = Math.min(Math.max(0, untilMs - askedAtMs), longestPauseMs);
  const fromMs = askedAtMs > nowMs + toleratedMs ? nowMs : askedAtMs;
  return { askedAtMs: fromMs, untilMs: fromMs + lastsMs };
}

/** What is paused now; null when coding time is counted. A pause of the workspace outlasts one of all windows. */
export function pauseNow({ everywhere, workspace }: KnownPauses, nowMs: number): PauseState | null {
  if (workspace !== null && workspace.endedAtMs === null) return { untilMs: null };
  if (everywhere === null) return null;
  const { untilMs } = straightened(everywhere, nowMs);
  return nowMs < untilMs ? { untilMs } : null;
}

/** True for an instant of the past at which coding time was paused. */
export function wasPausedAt({ everywhere, workspace }: KnownPauses, atMs: number): boolean {
  const ofWorkspace = workspace !== null && {
    askedAtMs: workspace.askedAtMs,
    untilMs: workspace.endedAtMs ?? Infinity,
  };
  return [everywhere, ofWorkspace].some((one) => one && one.askedAtMs <= atMs && atMs < one.untilMs);
}

/**
 * When the pause began that lies before a sign of activity; null without one. What was before that instant is not joined
 * with the sign, however short the pause was.
 * @param lastBeatMs of this window; -Infinity before the first
 */
export function pausedBefore({ everywhere, workspace }: KnownPauses, lastBeatMs: number, nowMs: number): number | null {
  const ended = [
    ...(everywhere === null ? [] : [straightened(everywhere, nowMs)]),
    ...(workspace === null || workspace.endedAtMs === null
      ? []
      : [{ askedAtMs: workspace.askedAtMs, untilMs: workspace.endedAtMs }]),
  ].filter(({ askedAtMs, untilMs }) => askedAtMs > lastBeatMs && askedAtMs <= nowMs && nowMs - untilMs < forgottenMs);
  return ended.length === 0 ? null : Math.max(...ended.map(({ askedAtMs }) => askedAtMs));
}

/** What was stored, whoever wrote it; null when it is no pause. */
export function readPause(stored: unknown): Pause | null {
  const { askedAtMs, untilMs } = (stored ?? {}) as Partial<Pause>;
  return isTime(askedAtMs) && isTime(untilMs) ? { askedAtMs, untilMs } : null;
}

export function readWorkspacePause(stored: unknown): WorkspacePause | null {
  const { askedAtMs, endedAtMs } = (stored ?? {}) as Partial<WorkspacePause>;
  return isTime(askedAtMs) ? { askedAtMs, endedAtMs: isTime(endedAtMs) ? endedAtMs : null } : null;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
