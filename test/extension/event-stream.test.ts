import { expect, test } from 'vitest';
import {
  createEventStream,
  type EventStream,
  lingerMs,
  readyWithinMs,
  resumeWithinMs,
  silentForMs,
  type StreamListener,
} from '../../extension/core/event-stream.ts';
import { createFakeClock, type FakeClock, startMs } from './support/fake-clock.ts';
import { failureOf } from './support/samples.ts';

interface Connection extends StreamListener {
  account: string;
  lastEventId: string | null;
  isOpen: boolean;
}

interface Opened {
  stream: EventStream<string>;
  clock: FakeClock;
  /** Every connection that was ever made, the last one last. */
  connections: Connection[];
  open: () => number;
  last: () => Connection;
  events: string[];
  /** What was missed, each time that the server could be heard. */
  readyAt: number[];
  /** What else happens on an event. */
  meanwhile: { onEvent: () => void };
}

function openStream(random = 1): Opened {
  const clock = createFakeClock();
  const connections: Connection[] = [];
  const events: string[] = [];
  const readyAt: number[] = [];
  const meanwhile = { onEvent: (): void => undefined };
  const stream = createEventStream<string>({
    clock,
    random: () => random,
    connect(account, lastEventId, listener) {
      const connection = { account, lastEventId, isOpen: true, ...listener };
      connections.push(connection);
      return { dispose: () => void (connection.isOpen = false) };
    },
    onEvent({ type }) {
      events.push(type);
      meanwhile.onEvent();
    },
    onReady: (missedSinceMs) => void readyAt.push(missedSinceMs),
  });
  const last = (): Connection => {
    const connection = connections.at(-1);
    if (connection === undefined) throw new Error('nothing was connected');
    return connection;
  };
  return {
    stream,
    clock,
    connections,
    events,
    readyAt,
    meanwhile,
    last,
    open: () => connections.filter((c) => c.isOpen).length,
  };
}

const ready = 'event: ready\ndata: {}\n\n';
const stillHere = ': still here\n\n';

function listening(random?: number): Opened {
  const opened = openStream(random);
  opened.stream.setFocused(true);
  opened.stream.setAccount('ana');
  opened.last().onText(ready);
  return opened;
}

test('one connection is opened once somebody is signed in and the window is in use', () => {
  const { stream, connections } = openStream();
  stream.setAccount('ana');
  expect(connections).toHaveLength(0);
  stream.setFocused(true);
  stream.setFocused(true);
  expect(connections).toMatchObject([{ account: 'ana', lastEventId: null }]);
});

test('events are handed on, the first one tells since when', () => {
  const { last, events, readyAt } = listening();
  last().onText('event: issue\ndata: {}\nid: 1\n\nevent: worklog\ndata: {}\nid: 2\n\n');
  expect(events).toEqual(['issue', 'worklog']);
  expect(readyAt).toEqual([startMs]);
});

test('a broken connection is renewed behind the last event, and then nothing was missed', () => {
  const { last, clock, connections, readyAt } = listening();
  last().onText('event: issue\ndata: {}\nid: 7\n\n');
  last().onEnd(null);
  clock.advance(1000);
  expect(connections).toHaveLength(2);
  expect(last().lastEventId).toBe('7');
  last().onText(ready);
  expect(readyAt).toEqual([startMs, 0]);
});

test('renewed without an event to go on behind, what happened meanwhile was missed', () => {
  const { last, clock, readyAt } = listening();
  last().onEnd(null);
  clock.advance(1000);
  last().onText(ready);
  expect(readyAt).toEqual([startMs, startMs + 1000]);
});

test('after a long pause the events of it are not asked for one by one', () => {
  const { stream, last, clock, readyAt } = listening();
  last().onText('event: issue\ndata: {}\nid: 7\n\n');
  stream.setFocused(false);
  clock.advance(lingerMs + resumeWithinMs);
  stream.setFocused(true);
  expect(last().lastEventId).toBeNull();
  last().onText(ready);
  expect(readyAt.at(-1)).toBe(clock.nowMs());
});

test('attempts become rarer while the server is away, and start again after it held', () => {
  const { last, clock, connections } = listening();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    last().onEnd(failureOf('offline').failure);
    const [before, from] = [connections.length, clock.monotonicMs()];
    while (connections.length === before) clock.advance(100);
    waits.push(Math.round((clock.monotonicMs() - from) / 1000));
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  last().onText(ready);
  for (let time = 0; time < 2; time += 1) {
    clock.advance(20_000);
    last().onText(stillHere);
  }
  const before = connections.length;
  last().onEnd(null);
  clock.advance(1000);
  expect(connections).toHaveLength(before + 1);
});

test('a proxy that ends every connection after a moment is not asked every second', () => {
  const { last, clock, connections } = listening();
  for (let second = 0; second < 600; second += 1) {
    clock.advance(1000);
    if (last().isOpen) {
      last().onText(ready);
      last().onEnd(null);
    }
  }
  expect(connections.length).toBeLessThanOrEqual(12);
});

test('editors that lost the same server do not come back in the same moment', () => {
  const waits = [0, 0.5, 1].map((random) => {
    const { last, clock, connections } = listening(random);
    last().onEnd(null);
    const from = clock.monotonicMs();
    while (connections.length === 1) clock.advance(50);
    return clock.monotonicMs() - from;
  });
  expect(waits).toEqual([500, 750, 1000]);
});

test('a waiting time that the server asked for is kept, also when the window is left and used again', () => {
  const { stream, last, clock, connections } = listening();
  last().onEnd(failureOf('rate_limited', { retryAfterMs: 120_000 }).failure);
  clock.advance(30_000);
  stream.setFocused(false);
  clock.advance(lingerMs);
  stream.setFocused(true);
  expect(connections).toHaveLength(1);
  clock.advance(29_000);
  expect(connections).toHaveLength(1);
  clock.advance(1000);
  expect(connections).toHaveLength(2);
});

test('a server that is too old to have events is asked six times an hour at most', () => {
  const { last, clock, connections } = listening();
  for (let minute = 0; minute < 60; minute += 1) {
    if (last().isOpen) last().onEnd(failureOf('server_too_old').failure);
    clock.advance(60_000);
  }
  expect(connections.length).toBeLessThanOrEqual(7);
});

test('a connection that never begins is given up, as one that a proxy keeps to itself', () => {
  const { stream, clock, connections, open } = openStream();
  stream.setFocused(true);
  stream.setAccount('ana');
  clock.advance(readyWithinMs);
  expect(open()).toBe(0);
  clock.advance(1000);
  expect(connections).toHaveLength(2);
});

test('a connection on which nothing moves is dead, one that says that it lives is kept', () => {
  const { last, clock, connections } = listening();
  for (let time = 0; time < 10; time += 1) {
    clock.advance(25_000);
    last().onText(stillHere);
  }
  expect(connections).toHaveLength(1);
  clock.advance(silentForMs + 1000);
  expect(connections).toHaveLength(2);
});

test('a look at another window does not end the connection, leaving does', () => {
  const { stream, clock, connections, open, last } = listening();
  stream.setFocused(false);
  clock.advance(lingerMs - 1);
  stream.setFocused(true);
  clock.advance(10_000);
  expect([connections.length, open()]).toEqual([1, 1]);
  last().onText(stillHere);
  stream.setFocused(false);
  clock.advance(lingerMs - 1);
  // The editor tells of other changes of the window too.
  stream.setFocused(false);
  clock.advance(1);
  expect(open()).toBe(0);
  clock.advance(3_600_000);
  expect(connections).toHaveLength(1);
  expect(clock.timers()).toBe(0);
});

test('a window without focus opens no connection of its own', () => {
  const { stream, clock, connections, last } = listening();
  stream.setFocused(false);
  last().onEnd(null);
  clock.advance(3_600_000);
  expect(connections).toHaveLength(1);
  stream.setFocused(true);
  expect(connections).toHaveLength(2);
});

test('signed out, the connection ends at once and is not renewed', () => {
  const { stream, clock, connections, open } = listening();
  stream.setAccount(null);
  expect(open()).toBe(0);
  clock.advance(3_600_000);
  expect(connections).toHaveLength(1);
  expect(clock.timers()).toBe(0);
});

test('another account begins anew: the old connection ends, its events and its place are forgotten', () => {
  const { stream, connections, last, events, open } = listening();
  last().onText('event: issue\ndata: {}\nid: 7\n\n');
  stream.setAccount('bo');
  expect(open()).toBe(1);
  expect(last()).toMatchObject({ account: 'bo', lastEventId: null });
  connections[0]?.onText('event: worklog\ndata: {}\nid: 8\n\n');
  connections[0]?.onEnd(null);
  expect(events).toEqual(['issue']);
  expect(connections).toHaveLength(2);
});

test('an event that makes the listener sign out is the last one', () => {
  const { stream, last, events, meanwhile } = listening();
  const one = 'event: issue\ndata: {}\nid: 1\n\n';
  meanwhile.onEvent = () => stream.setAccount(null);
  last().onText(one + one);
  expect(events).toEqual(['issue']);
});

test('a stream that is none of ours is given up', () => {
  const { last, clock, connections, open } = listening();
  last().onText('x'.repeat(1_100_000));
  expect(open()).toBe(0);
  clock.advance(2000);
  expect(connections).toHaveLength(2);
});

test('at the end nothing is left: no connection and no timer', () => {
  for (let round = 0; round < 100; round += 1) {
    const { stream, clock, last, open } = listening();
    if (round % 3 === 1) last().onEnd(null);
    if (round % 3 === 2) stream.setFocused(false);
    stream.dispose();
    expect([open(), clock.timers()]).toEqual([0, 0]);
    stream.setFocused(true);
    expect(open()).toBe(0);
  }
});
