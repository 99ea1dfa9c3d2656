import { expect, test } from 'vitest';
import { type Activity, beatEveryMs, createActivity } from '../../extension/core/activity.ts';
import { createFakeClock, type FakeClock } from './support/fake-clock.ts';

function open(active = true): {
  activity: Activity<string>;
  clock: FakeClock;
  beats: string[];
  window: { active: boolean };
} {
  const clock = createFakeClock();
  const beats: string[] = [];
  const window = { active };
  const activity = createActivity<string>({
    clock,
    isWindowActive: () => window.active,
    onBeat: (document, isWrite) => void beats.push(isWrite ? `${document}!` : document),
  });
  return { activity, clock, beats, window };
}

test('a hundred selection changes are one beat', () => {
  const { activity, clock, beats } = open();
  for (let change = 0; change < 100; change += 1) {
    activity.input('a');
    clock.advance(1000);
  }
  expect(beats).toEqual(['a']);
});

test('while somebody works there is a beat every two minutes', () => {
  const { activity, clock, beats } = open();
  for (let second = 0; second < 600; second += 1) {
    activity.input('a');
    clock.advance(1000);
  }
  expect(beats).toHaveLength(600_000 / beatEveryMs);
});

test('another file is a beat at once, and so is coming back', () => {
  const { activity, beats } = open();
  activity.input('a');
  activity.input('b');
  activity.input('b');
  activity.input('a');
  expect(beats).toEqual(['a', 'b', 'a']);
});

test('a save is a beat when the person typed since the last one', () => {
  const { activity, beats } = open();
  activity.input('a');
  activity.saved('a');
  expect(beats).toEqual(['a', 'a!']);
});

test('a save is a beat after an edit of which the keyboard says nothing, such as a deleted character', () => {
  const { activity, clock, beats, window } = open();
  activity.input('a');
  activity.saved('a');
  activity.edited('a');
  activity.saved('a');
  expect(beats).toEqual(['a', 'a!', 'a!']);
  clock.advance(beatEveryMs);
  activity.edited('a');
  activity.edited('a');
  expect(beats).toEqual(['a', 'a!', 'a!', 'a']);
  window.active = false;
  clock.advance(beatEveryMs);
  activity.edited('a');
  window.active = true;
  activity.saved('a');
  expect(beats).toEqual(['a', 'a!', 'a!', 'a', 'a!']);
});

test('what is typed while a file is being written belongs to the next save', () => {
  const { activity, beats } = open();
  activity.input('a');
  activity.saving('a');
  activity.input('a');
  activity.saved('a');
  activity.saving('a');
  activity.saved('a');
  activity.saving('a');
  activity.saved('a');
  expect(beats).toEqual(['a', 'a!', 'a!']);
});

test('a save that was not announced, or was given up at first, is a beat all the same', () => {
  const { activity, beats } = open();
  activity.input('a');
  activity.saved('a');
  activity.input('a');
  activity.saving('a');
  activity.saving('a');
  activity.saved('a');
  expect(beats).toEqual(['a', 'a!', 'a!']);
});

test('an edit while nobody uses the window is nobody’s input', () => {
  const { activity, beats, window } = open(false);
  activity.edited('a');
  window.active = true;
  activity.saved('a');
  expect(beats).toEqual([]);
});

test('saves that other programs make are no work', () => {
  const { activity, clock, beats } = open();
  activity.saved('a');
  activity.input('a');
  activity.saved('a');
  for (let save = 0; save < 20; save += 1) {
    clock.advance(60_000);
    activity.saved('a');
  }
  expect(beats).toEqual(['a', 'a!']);
});

test('a window that is not active beats for nothing', () => {
  const { activity, clock, beats, window } = open(false);
  activity.input('a');
  activity.saved('a');
  activity.changed('a');
  activity.used('a');
  clock.advance(beatEveryMs);
  activity.input('b');
  expect(beats).toEqual([]);
  window.active = true;
  activity.input('b');
  expect(beats).toEqual(['b']);
});

test('a debugger that starts counts with input since the last beat, and not without', () => {
  const { activity, beats } = open();
  activity.changed('a');
  expect(beats).toEqual([]);
  activity.input('a');
  activity.changed('a');
  expect(beats).toEqual(['a']);
  activity.input('a');
  activity.changed('a');
  expect(beats).toEqual(['a', 'a']);
});

test('coming back to the window and using the terminal are input', () => {
  const { activity, clock, beats } = open();
  activity.input('a');
  clock.advance(5 * 60_000);
  activity.used('a');
  expect(beats).toEqual(['a', 'a']);
  activity.used(undefined);
  activity.saved('a');
  expect(beats).toEqual(['a', 'a', 'a!']);
});

test('after sleep the first input is a beat, though the monotonic clock stood still', () => {
  const { activity, clock, beats } = open();
  activity.input('a');
  clock.sleep(8 * 3_600_000);
  activity.input('a');
  expect(beats).toHaveLength(2);
});

test('a clock that was set back does not silence the beats', () => {
  const { activity, clock, beats } = open();
  activity.input('a');
  clock.setWall(-3_600_000);
  clock.advance(beatEveryMs);
  activity.input('a');
  expect(beats).toHaveLength(2);
});

test('an idle window beats for nothing, however long', () => {
  const { activity, clock, beats } = open();
  activity.input('a');
  clock.advance(8 * 3_600_000);
  expect(beats).toHaveLength(1);
  expect(clock.timers()).toBe(0);
});
