import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { createEventParser, type ServerEvent } from './event-parser.ts';
import type { Failure } from './failure.ts';
import { createOwner, type Disposable } from './lifecycle.ts';

/** A window that lost the focus goes on listening for this long: most people are back by then. */
export const lingerMs = 60_000;
/** A proxy that keeps what it should hand on never lets the stream begin. */
export const readyWithinMs = 15_000;
/** The server says something every half minute; after this long the connection is dead. */
export const silentForMs = 75_000;
/** What was missed for longer is not asked for event by event. */
export const resumeWithinMs = 3_600_000;
/** A stream that held for this long was not ended by what ended the one before. */
const steadyMs = 30_000;
const retry = { firstMs: 1000, longestMs: 300_000 };
/** Asking an old server, or something else, again and again would not change it. */
const hopelessMs = 600_000;

/** What comes through a connection. Nothing is called once it is disposed. */
export interface StreamListener {
  onText: (text: string) => void;
  /** @param failure null when the stream was there and ended */
  onEnd: (failure: Failure | null) => void;
}

export interface EventStreamPorts<A> {
  clock: Clock;
  random: () => number;
  /** Opens a connection that goes on behind an event, or begins now. */
  connect: (account: A, lastEventId: string | null, listener: StreamListener) => Disposable;
  onEvent: (event: ServerEvent) => void;
  /** The server can be heard from now on. @param missedSinceMs wall clock: nothing was heard of before; 0 when nothing was missed */
  onReady: (missedSinceMs: number) => void;
}

/** Listens to the server while the window is in use and somebody is signed in: one connection, renewed when it breaks. */
export interface EventStream<A> extends Disposable {
  setAccount: (account: A | null) => void;
  setFocused: (focused: boolean) => void;
}

export function createEventStream<A>(ports: EventStreamPorts<A>): EventStream<A> {
  const { clock } = ports;
  let account: A | null = null;
  let isFocused = false;
  let lingering: Disposable | undefined;
  let connection: Disposable | undefined;
  let waiting: Disposable | undefined;
  let last = { id: null as string | null, heardAtMs: 0 };
  let failures = 0;
  let notBeforeMs = 0;

  const follow = (): void => {
    waiting?.dispose();
    waiting = undefined;
    if (account === null || (!isFocused && lingering === undefined)) {
      connection?.dispose();
      connection = undefined;
    } else if (connection === undefined && isFocused) {
      const waitMs = notBeforeMs - clock.monotonicMs();
      if (waitMs > 0) waiting = clock.after(waitMs, follow);
      else connection = open(account);
    }
  };

  const open = (mine: A): Disposable => {
    const owner = createOwner();
    const startedAtMs = clock.nowMs();
    if (startedAtMs - last.heardAtMs > resumeWithinMs) last.id = null;
    const lastId = last.id;
    let readyAtMs = Number.POSITIVE_INFINITY;
    let over = false;
    let silence: Disposable | undefined;

    const end = (failure: Failure | null): void => {
      if (over) return;
      owner.dispose();
      connection = undefined;
      failures = clock.monotonicMs() - readyAtMs >= steadyMs ? 1 : failures + 1;
      notBeforeMs = clock.monotonicMs() + retryMs(failure, failures, ports.random());
      follow();
    };
    const expectWithin = (ms: number): void => {
      silence?.dispose();
      silence = clock.after(ms, () => end(null));
    };
    const push = createEventParser((event) => {
      if (over) return;
      if (event.id !== null) last.id = event.id;
      if (event.type !== 'ready') return ports.onEvent(event);
      readyAtMs = clock.monotonicMs();
      return ports.onReady(lastId === null ? startedAtMs : 0);
    });

    owner.add({
      dispose() {
        over = true;
        silence?.dispose();
      },
    });
    expectWithin(readyWithinMs);
    owner.add(
      ports.connect(mine, lastId, {
        onText(text) {
          if (over) return;
          last.heardAtMs = clock.nowMs();
          const isOurs = push(text);
          if (over) return;
          if (!isOurs) end(null);
          else if (readyAtMs < Number.POSITIVE_INFINITY) expectWithin(silentForMs);
        },
        onEnd: end,
      }),
    );
    return owner;
  };

  return {
    setAccount(next) {
      connection?.dispose();
      connection = undefined;
      account = next;
      last = { id: null, heardAtMs: 0 };
      failures = 0;
      notBeforeMs = 0;
      follow();
    },
    setFocused(next) {
      if (next === isFocused) return;
      isFocused = next;
      lingering?.dispose();
      lingering = isFocused
        ? undefined
        : clock.after(lingerMs, () => {
            lingering = undefined;
            follow();
          });
      follow();
    },
    dispose() {
      account = null;
      lingering?.dispose();
      follow();
    },
  };
}

function retryMs(failure: Failure | null, failures: number, random: number): number {
  const isHopeless = failure?.kind === 'server_too_old' || failure?.kind === 'forbidden';
  const firstMs = isHopeless ? hopelessMs : retry.firstMs;
  const askedMs = Math.min(failure?.retryAfterMs ?? 0, hopelessMs * 6);
  return backoffMs(failures, random, { firstMs, longestMs: Math.max(firstMs, retry.longestMs), askedMs });
}
