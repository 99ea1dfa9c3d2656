import { expect, test } from 'vitest';
import { createLocalTime } from '../../extension/core/local-time.ts';
import { usualStyle } from '../../extension/core/status-item.ts';
import type { TaskState } from '../../extension/core/task-state.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import { createFakePauses } from './support/fake-pauses.ts';
import { createUnlinkedWork } from '../../extension/core/unlinked-work.ts';
import type { QueuedWorklog, WorklogQueue } from '../../extension/core/worklog-queue.ts';
import type { Counting } from '../../extension/host/recording.ts';
import { createTaskView } from '../../extension/ui/task-view.ts';
import { createFakeClock, startMs } from './support/fake-clock.ts';
import { unlinkedWith } from './support/item-states.ts';
import { positionOn, sampleIssue, sampleLink } from './support/samples.ts';

interface Shown {
  todaySeconds: number | null;
  notices: readonly string[];
  isLinkOffered: boolean;
  offers: string[] | undefined;
}

function open(entries: QueuedWorklog[] = [], shownState?: TaskState, canRun = true, unseen: string[] = []) {
  const clock = createFakeClock();
  const shown: Shown[] = [];
  const lastInput = { ms: 0 };
  const time = createLocalTime(
    () => 900,
    () => lastInput.ms,
  );
  const state: TaskState = shownState ?? {
    kind: 'task',
    merged: null,
    position: positionOn('feature/NT-42'),
    link: { ...sampleLink(), issue: sampleIssue() },
    askedAtMs: startMs,
    answeredAtMs: startMs,
    failure: null,
  };
  const view = createTaskView({
    clock,
    t,
    item: {
      render: (_state, { todaySeconds, isLinkOffered }, { notices, offers }) =>
        void shown.push({ todaySeconds, notices, isLinkOffered, offers: offers?.map(({ command }) => command) }),
    },
    task: { state: () => state },
    codingTime: { counting: () => ({ time }) as unknown as Counting },
    worklogs: () => ({ entries: () => entries }) as unknown as WorklogQueue,
    pauses: createFakePauses(),
    unlinked: createUnlinkedWork(clock, { has: () => false, add: () => undefined }),
    style: () => usualStyle,
    editorName: 'vscode',
    unseenFields: () => unseen,
    canRun: () => canRun,
  });
  return { view, clock, shown, time, lastInput };
}

test('while the window is used the time moves once a minute, however much is typed', () => {
  const { view, clock, shown, time, lastInput } = open();
  time.beat('a', startMs, 'git.example.com/team/app\nfeature/NT-42');
  view.setActive(true);
  for (let second = 0; second < 180; second += 1) {
    clock.advance(1000);
    lastInput.ms = clock.nowMs();
  }
  expect(shown.map(({ todaySeconds }) => (todaySeconds ?? 0) - 72 * 60)).toEqual([0, 59, 119, 179]);
});

test('in a window that is not used nothing is drawn', () => {
  const { view, clock, shown } = open();
  view.setActive(true);
  view.setActive(false);
  const before = shown.length;
  clock.advance(3_600_000);
  expect(shown).toHaveLength(before);
  expect(clock.timers()).toBe(0);
});

test('worklogs that wait or need the person are mentioned', () => {
  const body = { id: 'w', key: 'NT-42', seconds: 60 };
  const { view, shown } = open([
    { body, parked: null },
    { body, parked: { code: null, detail: '', fix: '' } },
  ]);
  view.render();
  expect(shown[0]?.notices).toEqual(['Worklogs that wait for the server: 1', 'Worklogs that need you: 1']);
});

test('what is new in the list of what is sent is mentioned while coding time is counted', () => {
  const { view, shown } = open([], undefined, true, ['editor']);
  view.render();
  expect(shown[0]?.notices).toEqual([
    'New in what is sent with coding time: editor. “Show What Is Sent” lists everything.',
  ]);
});

test('after ten minutes of work on an unlinked branch the item offers a task', () => {
  const { view, clock, shown } = open([], unlinkedWith());
  view.setActive(true);
  clock.advance(9 * 60_000);
  expect(shown.at(-1)).toMatchObject({ isLinkOffered: false, offers: undefined });
  clock.advance(60_000);
  expect(shown.at(-1)).toMatchObject({
    isLinkOffered: true,
    offers: ['tickmark.linkBranch', 'tickmark.createTask', 'tickmark.neverForThisBranch'],
  });
});

test('time in which the window is not used is no work on an unlinked branch', () => {
  const { view, clock, shown } = open([], unlinkedWith());
  view.setActive(true);
  clock.advance(5 * 60_000);
  view.setActive(false);
  clock.advance(8 * 3_600_000);
  view.setActive(true);
  clock.advance(4 * 60_000);
  expect(shown.at(-1)?.isLinkOffered).toBe(false);
  clock.advance(60_000);
  expect(shown.at(-1)?.isLinkOffered).toBe(true);
});

test('what cannot be done is not offered', () => {
  const { view, clock, shown } = open([], unlinkedWith(), false);
  view.setActive(true);
  clock.advance(60 * 60_000);
  expect(shown.at(-1)).toMatchObject({ isLinkOffered: false, offers: undefined });
});
