import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { codingIntervals } from '../../shared/sessions.ts';
import { createLocalTime, type LocalTime } from '../../extension/core/local-time.ts';
import { taskTime } from '../../extension/core/task-time.ts';
import { startMs } from './support/fake-clock.ts';
import { positionOn, sampleIssue, sampleLink } from './support/samples.ts';

const minute = 60_000;
const at = (minutes: number): number => startMs + minutes * minute;

function open(minutes: readonly number[], key = 'a', lastInput = { ms: 0 }): LocalTime {
  const time = createLocalTime(
    () => 15 * 60,
    () => lastInput.ms,
  );
  for (const each of minutes) time.beat(`id-${each}`, at(each), key);
  return time;
}

test('time that the server does not know is counted from the last heartbeat it has', () => {
  const time = open([0, 2, 4, 6]);
  expect(time.unknownSeconds('a', at(100))).toBe(360);
  time.delivered(new Set(['id-0', 'id-2', 'id-4']), at(5));
  expect(time.unknownSeconds('a', at(100))).toBe(120);
});

test('heartbeats delivered after the server was asked are not part of its answer', () => {
  const time = open([0, 2, 4]);
  time.delivered(new Set(['id-0']), at(1));
  time.delivered(new Set(['id-2', 'id-4']), at(9));
  expect(time.unknownSeconds('a', at(5))).toBe(240);
  expect(time.unknownSeconds('a', at(9))).toBe(0);
});

test('typing after the last heartbeat is counted up to the last key', () => {
  const lastInput = { ms: at(3.5) };
  const time = open([0, 2], 'a', lastInput);
  expect(time.unknownSeconds('a', 0)).toBe(210);
});

test('a pause over the time-out counts for nothing, a shorter one in the browser does', () => {
  expect(open([0, 14]).unknownSeconds('a', 0)).toBe(14 * 60);
  expect(open([0, 16]).unknownSeconds('a', 0)).toBe(0);
});

test('sleep invents no time and ends the sitting at the last heartbeat before it', () => {
  const time = open([0, 2, 480, 482, 484]);
  expect(time.unknownSeconds('a', 0)).toBe(360);
  expect(time.sessionSeconds('a')).toBe(240);
});

test('time belongs to the branch that was worked on before the switch', () => {
  const time = createLocalTime(
    () => 900,
    () => 0,
  );
  time.beat('1', at(0), 'a');
  time.beat('2', at(5), 'b');
  time.beat('3', at(7), 'a');
  expect([time.unknownSeconds('a', 0), time.unknownSeconds('b', 0)]).toEqual([300, 120]);
});

test('it agrees with the server on the same heartbeats, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 40 }), (minutes) => {
      const onServer = codingIntervals(minutes.map((each) => ({ atMs: at(each) })));
      const seconds = onServer.reduce((sum, { startMs: from, endMs }) => sum + (endMs - from) / 1000, 0);
      expect(open(minutes).unknownSeconds('a', 0)).toBe(seconds);
    }),
  );
});

test('a day of heartbeats stays bounded', () => {
  const time = createLocalTime(
    () => 900,
    () => 0,
  );
  for (let beat = 0; beat < 10_000; beat += 1) time.beat(`${beat}`, at(beat), 'a');
  expect(time.unknownSeconds('a', 0)).toBeLessThanOrEqual(1000 * 60);
});

const state = (changes = {}) => ({
  kind: 'task' as const,
  merged: null,
  position: positionOn('feature/NT-42'),
  link: { ...sampleLink(changes), issue: sampleIssue() },
  askedAtMs: startMs,
  answeredAtMs: startMs,
  failure: null,
});

test('the shown time is the server’s with what only this window knows', () => {
  const time = open([1, 3], 'git.example.com/team/app\nfeature/NT-42');
  expect(taskTime(state(), time, at(4))).toEqual({
    todaySeconds: 72 * 60 + 120,
    totalSeconds: 5 * 3600 + 120,
    sessionSeconds: 120,
    localSeconds: 120,
  });
});

test('without counting here, what other editors counted is shown, and nothing where there is nothing', () => {
  expect(taskTime(state(), null, at(1))).toMatchObject({ todaySeconds: 72 * 60, sessionSeconds: null });
  expect(taskTime(state({ trackedTodaySeconds: 0 }), null, at(1)).todaySeconds).toBeNull();
  expect(taskTime(state({ trackedTodaySeconds: 0 }), open([]), at(1)).todaySeconds).toBe(0);
});

test('yesterday’s answer is not shown as today', () => {
  expect(taskTime(state(), null, at(24 * 60)).todaySeconds).toBeNull();
});
