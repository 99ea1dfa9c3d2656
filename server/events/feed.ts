import type { Clock } from '../context.ts';
import type { Database } from '../database/database.ts';
import { listEventsAfter, type EventRow } from './events.repository.ts';

export interface Subscriber {
  departmentIds: readonly string[];
  personId: string;
  /** Id of the last event the client has; undefined for "from now on". */
  after: string | undefined;
}

export interface Subscription {
  /** The next event, `quiet` when none came in `waitMs`, or `ended`. */
  next: (waitMs: number) => Promise<EventRow | 'quiet' | 'ended'>;
  end: () => void;
}

/** Hands stored events to the open connections of this server. */
export interface EventFeed {
  subscribe: (subscriber: Subscriber) => Subscription;
  /** Reads new events now; called by a timer and as a hint after a change. */
  look: () => Promise<void>;
  end: () => void;
}

/**
 * Ids are made before their transaction commits, so an event may become visible after one with a later id. Looking
 * again this far back finds it; what a subscriber had is remembered.
 */
const lookBackMs = 10_000;
const pageSize = 500;
/** A client that does not read is cut off and comes back with its Last-Event-ID. */
const maxWaiting = 1000;

interface Open extends Subscriber {
  waiting: EventRow[];
  had: Map<string, number>;
  wake: () => void;
  ended: boolean;
  /** What was there before a subscription "from now on" is known when this resolves. */
  primed: Promise<void>;
}

export function createEventFeed(db: Database, clock: Clock, idAt: (ms: number) => string): EventFeed {
  const open = new Set<Open>();

  async function look(): Promise<void> {
    for (const subscriber of open) await fill(subscriber);
  }

  async function fill(subscriber: Open): Promise<void> {
    await subscriber.primed;
    const nowMs = clock.now().getTime();
    const from = subscriber.after ?? idAt(nowMs - lookBackMs);
    const events = await listEventsAfter(db, subscriber.departmentIds, from, pageSize);
    for (const event of events) {
      if (subscriber.had.has(event.id)) continue;
      subscriber.had.set(event.id, nowMs);
      if (event.personId === null || event.personId === subscriber.personId) subscriber.waiting.push(event);
    }
    subscriber.after = events.length === pageSize ? events.at(-1)?.id : idAt(nowMs - lookBackMs);
    for (const [id, at] of subscriber.had) if (at < nowMs - 6 * lookBackMs) subscriber.had.delete(id);
    if (subscriber.waiting.length > maxWaiting) subscriber.ended = true;
    if (subscriber.waiting.length > 0 || subscriber.ended) subscriber.wake();
  }

  return {
    subscribe(subscriber) {
      const had = new Map<string, number>();
      const primed = subscriber.after === undefined ? prime(subscriber, had) : Promise.resolve();
      const entry: Open = { ...subscriber, waiting: [], had, wake: () => {}, ended: false, primed };
      open.add(entry);
      const subscription = subscriptionOf(entry, () => open.delete(entry));
      fill(entry).catch(() => subscription.end());
      return subscription;
    },
    look,
    end() {
      for (const entry of open) {
        entry.ended = true;
        entry.wake();
      }
      open.clear();
    },
  };

  /** "From now on" still looks back a little, so what was there before is marked as had. */
  async function prime(subscriber: Subscriber, had: Map<string, number>): Promise<void> {
    const nowMs = clock.now().getTime();
    const old = await listEventsAfter(db, subscriber.departmentIds, idAt(nowMs - lookBackMs), pageSize);
    for (const { id } of old) had.set(id, nowMs);
  }
}

function subscriptionOf(entry: Open, remove: () => void): Subscription {
  return {
    async next(waitMs) {
      if (entry.waiting.length === 0 && !entry.ended) await wakeOrTimeOut(entry, waitMs);
      const event = entry.waiting.shift();
      if (event !== undefined) return event;
      return entry.ended ? 'ended' : 'quiet';
    },
    end() {
      entry.ended = true;
      entry.wake();
      remove();
    },
  };
}

function wakeOrTimeOut(entry: Open, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    entry.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
