import { expect, test } from 'vitest';
import type { TaskState } from '../../extension/core/task-state.ts';
import { createUnlinkedWork, offerAfterMs, type UnlinkedWork } from '../../extension/core/unlinked-work.ts';
import { createDeclinedBranches } from '../../extension/host/declined-branches.ts';
import { createFakeClock, type FakeClock } from './support/fake-clock.ts';
import { taskWith, unlinkedWith } from './support/item-states.ts';
import { positionOn } from './support/samples.ts';

const on = (branch: string, link = {}): TaskState => unlinkedWith(link, { position: positionOn(branch) });

function begin(memory = new Map<string, unknown>()): { work: UnlinkedWork; clock: FakeClock } {
  const clock = createFakeClock();
  const memento = {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  return {
    work: createUnlinkedWork(
      clock,
      createDeclinedBranches(memento, () => undefined),
    ),
    clock,
  };
}

function workOn(state: TaskState, { work, clock }: { work: UnlinkedWork; clock: FakeClock }, minutes: number): void {
  work.note(state, true);
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.advance(60_000);
    work.note(state, true);
  }
}

test('after ten minutes of work on an unlinked branch help is offered, not before', () => {
  const window = begin();
  workOn(on('tidy-up'), window, 9);
  expect(window.work.isOffered(on('tidy-up'))).toBe(false);
  workOn(on('tidy-up'), window, 1);
  expect(window.work.isOffered(on('tidy-up'))).toBe(true);
  expect(offerAfterMs).toBe(600_000);
});

test('work on the branch before and after another one adds up, work on the other does not', () => {
  const window = begin();
  workOn(on('tidy-up'), window, 6);
  workOn(on('scratch'), window, 6);
  expect(window.work.isOffered(on('tidy-up'))).toBe(false);
  workOn(on('tidy-up'), window, 4);
  expect(window.work.isOffered(on('tidy-up'))).toBe(true);
  expect(window.work.isOffered(on('scratch'))).toBe(false);
});

test('a night in which the machine slept is no work', () => {
  const window = begin();
  window.work.note(on('tidy-up'), true);
  window.clock.advance(8 * 3_600_000);
  window.work.note(on('tidy-up'), true);
  expect(window.work.isOffered(on('tidy-up'))).toBe(false);
});

test.each([
  ['a linked branch', taskWith()],
  ['main, which everything comes back to', on('main')],
  ['a branch whose key is not known yet', on('NT-99', { rule: 'waiting' })],
  ['a branch whose key fits two tasks', on('NT-7', { rule: 'ambiguous' })],
  ['no repository', { kind: 'nothing' } as const],
])('on %s nothing is offered however long the work is', (_what, state) => {
  const window = begin();
  workOn(state, window, 60);
  expect(window.work.isOffered(state)).toBe(false);
});

test('“never for this branch” holds for this branch, also after a restart, and for no other', () => {
  const memory = new Map<string, unknown>();
  const window = begin(memory);
  workOn(on('tidy-up'), window, 10);
  window.work.decline(positionOn('tidy-up'));
  expect(window.work.isOffered(on('tidy-up'))).toBe(false);
  const next = begin(memory);
  workOn(on('tidy-up'), next, 20);
  workOn(on('other'), next, 10);
  expect(next.work.isOffered(on('tidy-up'))).toBe(false);
  expect(next.work.isOffered(on('other'))).toBe(true);
});

test('hundreds of declined branches and whatever else lies in the memory do no harm', () => {
  const memory = new Map<string, unknown>([['tickmark.neverOffer', [1, null, 'git.example.com/team/app\nold']]]);
  const { work } = begin(memory);
  for (let count = 0; count < 300; count += 1) work.decline(positionOn(`b${count}`));
  expect((memory.get('tickmark.neverOffer') as string[]).length).toBe(200);
  memory.set('tickmark.neverOffer', 'nonsense');
  expect(work.isOffered(on('tidy-up'))).toBe(false);
});
