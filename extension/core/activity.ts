import { type Clock, elapsedMs } from './clock.ts';

/** A sign of activity is due this long after the last one in the same file. */
export const beatEveryMs = 120_000;

export interface ActivityPorts<D> {
  clock: Clock;
  /** The editor's own opinion: the window was used a moment ago. */
  isWindowActive: () => boolean;
  onBeat: (document: D, isWrite: boolean) => void;
}

/**
 * Decides what is a sign of activity. A person's own input is needed for every beat, so a cursor moved by code, a save by
 * another program and a window that is merely open count for nothing.
 */
export interface Activity<D> {
  /** The person typed or clicked in this document. Called for every keystroke: it must stay cheap. */
  input: (document: D) => void;
  /**
   * The text in front of the person changed. Deleting a character, undoing and commands move the cursor without a sign
   * of keyboard or mouse, so here the use of the window has to tell a person from a program.
   */
  edited: (document: D) => void;
  /** The person did something elsewhere in the window: came back to it, ran a command in the terminal. */
  used: (document: D | undefined) => void;
  /** A save begins. What is typed from now on is not in it. */
  saving: (document: D) => void;
  saved: (document: D) => void;
  /** A debugger or task started or ended; counts only with input since the last beat. */
  changed: (document: D | undefined) => void;
  /** The next input is a sign of activity, however soon it comes. */
  reset: () => void;
  /** Wall clock of the last own input; 0 before the first. */
  lastInputMs: () => number;
}

export function createActivity<D>({ clock, isWindowActive, onBeat }: ActivityPorts<D>): Activity<D> {
  const last = { wallMs: 0, monotonicMs: Number.NEGATIVE_INFINITY };
  let lastDocument: D | undefined;
  let lastInputMs = 0;
  let inputSinceBeat = false;
  let inputSinceWrite = false;
  /** Documents that are being written, with whether there was input before. */
  const writing = new Map<D, boolean>();

  const beat = (document: D, isWrite: boolean): void => {
    last.wallMs = clock.nowMs();
    last.monotonicMs = clock.monotonicMs();
    lastDocument = document;
    inputSinceBeat = false;
    onBeat(document, isWrite);
  };

  const note = (wallMs: number): void => {
    lastInputMs = wallMs;
    inputSinceBeat = true;
    inputSinceWrite = true;
  };

  const takeInput = (document: D): boolean => {
    const had = inputSinceWrite;
    inputSinceWrite = false;
    return had || writing.get(document) === true;
  };

  const isDue = (document: D, wallMs: number): boolean =>
    document !== lastDocument || elapsedMs(last, wallMs, clock.monotonicMs()) >= beatEveryMs;

  const input = (document: D): void => {
    const wallMs = clock.nowMs();
    note(wallMs);
    if (isDue(document, wallMs) && isWindowActive()) beat(document, false);
  };

  return {
    input,
    used(document) {
      // A command that an agent runs in a terminal is nobody's input.
      if (!isWindowActive()) return;
      if (document === undefined) note(clock.nowMs());
      else input(document);
    },
    edited(document) {
      if (isWindowActive()) input(document);
    },
    saving: (document) => void writing.set(document, takeInput(document)),
    saved(document) {
      // A save may come without its announcement, for example one that leaves out formatting.
      const had = writing.get(document) ?? takeInput(document);
      writing.delete(document);
      if (had && isWindowActive()) beat(document, true);
    },
    changed(document) {
      if (document !== undefined && inputSinceBeat && isWindowActive()) beat(document, false);
    },
    reset() {
      lastDocument = undefined;
    },
    lastInputMs: () => lastInputMs,
  };
}
