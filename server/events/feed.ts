import { ProblemError } from '../../shared/errors.ts';
import type { Database } from '../database/database.ts';
import {
  findPosition,
  isAfter,
  listEventsAfter,
  listMissed,
  readPresent,
  type EventRow,
  type Position,
} from './events.repository.ts';

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

/** Hands stored events to the open connections of this server, to each in the same order, none twice. */
export interface EventFeed {
  /**
   * Resolves when nothing that is announced from then on can be missed.
   * @throws ProblemError events.too_many when the person has as many connections as a person needs.
   */
  subscribe: (subscriber: Subscriber) => Promise<Subscription>;
  /** Reads new events now; called by a timer and as a hint after a change. */
  look: () => Promise<void>;
  end: () => void;
}

const pageSize = 500;
/** A client that does not read is cut off, so that it fills no memory; it comes back with its Last-Event-ID. */
const maxWaiting = 1000;
/** Each window that a person works in keeps one; more is a client that opens and never closes. */
export const maxStreamsOfOne = 32;

interface Open extends Subscriber {
  /** What was there before a subscription "from now on". */
  had: (event: Position) => boolean;
  waiting: EventRow[];
  wake: () => void;
  ended: boolean;
}

/** One reader for all connections: a thousand editors cost as many statements as one, and none when there is nobody. */
export function createEventFeed(db: Database): EventFeed {
  const open = new Set<Open>();
  let position: Position | undefined;
  let over = false;
  let turn: Promise<unknown> = Promise.resolve();

  /** One thing at a time, so that a newcomer starts exactly where the others are. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  async function readOn(from: Position): Promise<Position> {
    for (let place = from; ;) {
      const events = await listEventsAfter(db, place, pageSize);
      for (const event of events) for (const subscriber of open) hand(subscriber, event);
      const last = events.at(-1);
      if (last !== undefined) place = { transactionId: last.transactionId, id: last.id };
      if (events.length < pageSize) return place;
    }
  }

  function hand(subscriber: Open, event: EventRow): void {
    if (!subscriber.departmentIds.includes(event.departmentId)) return;
    if (event.personId !== null && event.personId !== subscriber.personId) return;
    if (subscriber.had(event)) return;
    if (subscriber.waiting.length === maxWaiting) {
      end(subscriber);
      return;
    }
    subscriber.waiting.push(event);
    subscriber.wake();
  }

  function end(subscriber: Open): void {
    subscriber.ended = true;
    open.delete(subscriber);
    subscriber.wake();
  }

  function refuseTooMany(personId: string): void {
    const theirs = [...open].filter((subscriber) => subscriber.personId === personId).length;
    if (theirs < maxStreamsOfOne) return;
    throw new ProblemError('events.too_many', `You have ${theirs} streams of events open on this server.`);
  }

  async function begin(subscriber: Subscriber): Promise<Subscription> {
    refuseTooMany(subscriber.personId);
    const present = await readPresent(db);
    const { after: hadId, departmentIds } = subscriber;
    const mark = hadId === undefined ? undefined : await findPosition(db, departmentIds, hadId);
    // Who goes on after an event wants everything behind it, also what could be seen before it became final.
    const had = hadId === undefined ? present.had : hadUntil(hadId, mark);
    const entry: Open = { ...subscriber, had, waiting: [], wake: () => {}, ended: over };
    position = open.size === 0 || position === undefined ? present.position : await readOn(position);
    if (!over) open.add(entry);
    if (hadId !== undefined) {
      const span = { hadId, had: mark, until: position };
      for (const event of await listMissed(db, departmentIds, span, maxWaiting + 1)) hand(entry, event);
    }
    return subscriptionOf(entry, () => end(entry));
  }

  return {
    subscribe: (subscriber) => inTurn(() => begin(subscriber)),
    look: () =>
      inTurn(async () => {
        if (open.size > 0 && position !== undefined) position = await readOn(position);
      }),
    end() {
      over = true;
      for (const entry of open) end(entry);
    },
  };
}

/** By the place of the last event the client had, or by its id, which is ordered by time, when it is no longer kept. */
function hadUntil(hadId: string, mark: Position | undefined): Open['had'] {
  return (event) => (mark === undefined ? event.id <= hadId : !isAfter(event, mark));
}

function subscriptionOf(entry: Open, end: () => void): Subscription {
  return {
    async next(waitMs) {
      if (entry.waiting.length === 0 && !entry.ended) await wakeOrTimeOut(entry, waitMs);
      const event = entry.waiting.shift();
      if (event !== undefined) return event;
      return entry.ended ? 'ended' : 'quiet';
    },
    end,
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
