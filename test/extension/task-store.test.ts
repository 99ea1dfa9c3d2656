import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BranchLink } from '../../shared/api/branches.ts';
import type { Result } from '../../extension/core/failure.ts';
import type { RememberedAnswer, TaskState } from '../../extension/core/task-state.ts';
import { refreshMs } from '../../extension/core/branch-answers.ts';
import { createTaskStore, type TaskStore } from '../../extension/core/task-store.ts';
import { createFakeClock, settled, type FakeClock } from './support/fake-clock.ts';
import { failureOf, linkFor, positionOn, success } from './support/samples.ts';

interface Question {
  repository: string;
  branch: string;
  answer: (result?: Result<BranchLink>) => Promise<void>;
}

/** A store whose server answers when the test says so. */
function openStore(
  session: 'signed_in' | 'starting' = 'signed_in',
  memory = new Map<string, RememberedAnswer>(),
): {
  store: TaskStore;
  clock: FakeClock;
  asked: Question[];
  shown: TaskState[];
  key: () => string;
} {
  const clock = createFakeClock();
  const asked: Question[] = [];
  const shown: TaskState[] = [];
  const store = createTaskStore({
    clock,
    random: () => 1,
    resolve: (repository, branch) =>
      new Promise((resolve) => {
        const answer = async (result = success(linkFor(repository, branch))): Promise<void> => {
          resolve(result);
          await settled();
        };
        asked.push({ repository, branch, answer });
      }),
    recall: (branch) => memory.get(branch) ?? null,
    remember: (branch, answer) => void memory.set(branch, answer),
    onChange: (state) => void shown.push(state),
  });
  store.setSession({ kind: session });
  const key = (): string => {
    const state = store.state();
    return state.kind === 'task' ? (state.link.issue.key ?? '') : state.kind;
  };
  return { store, clock, asked, shown, key };
}

test('the task of the branch is shown when the server has answered', async () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  expect(key()).toBe('waiting');
  await asked[0]?.answer();
  expect(key()).toBe('NT-1');
});

test('moving from a linked branch to one without a key shows no task', async () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  store.setPosition(positionOn('scratch'));
  expect(key()).toBe('waiting');
  await asked[1]?.answer();
  expect(key()).toBe('no_task');
});

test('while the server is down, switching branches does not leave the old task standing', async () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  store.setPosition(positionOn('feature/NT-2'));
  await asked[1]?.answer(failureOf('offline'));
  expect(key()).toBe('failed');
  expect(store.state()).toMatchObject({ failure: { kind: 'offline' }, position: { branch: 'feature/NT-2' } });
});

test('of two quick switches the slow answer of the first does not land last', async () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  store.setPosition(positionOn('feature/NT-2'));
  await asked[1]?.answer();
  await asked[0]?.answer();
  expect(key()).toBe('NT-2');
});

test('of two questions about one branch the older answer does not overwrite the newer', async () => {
  const { store, asked } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  void store.refresh();
  const newer = { ...linkFor('r', 'feature/NT-1'), reason: 'newer' };
  await asked[1]?.answer(success(newer));
  await asked[0]?.answer(success({ ...newer, reason: 'older' }));
  expect(store.state()).toMatchObject({ link: { reason: 'newer' } });
});

test('branches of one name in two repositories are two branches', async () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  store.setPosition(positionOn('feature/NT-1', { repository: 'other' }));
  expect(key()).toBe('waiting');
  expect(asked.map(({ repository }) => repository)).toEqual(['git.example.com/team/app', 'other']);
});

test('fifty events at the same position cause one request and no render', async () => {
  const { store, asked, shown } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  const rendered = shown.length;
  for (let event = 0; event < 50; event += 1) store.setPosition(positionOn('feature/NT-1'));
  expect(asked).toHaveLength(1);
  expect(shown).toHaveLength(rendered);
});

test('going back to a branch seen a moment ago needs no request', async () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  store.setPosition(positionOn('feature/NT-2'));
  await asked[1]?.answer();
  store.setPosition(positionOn('feature/NT-1'));
  expect(key()).toBe('NT-1');
  expect(asked).toHaveLength(2);
});

test('an active window asks again after five minutes, not before', async () => {
  const { store, clock, asked } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  await clock.advanceSettling(refreshMs - 1);
  expect(asked).toHaveLength(1);
  await clock.advanceSettling(1);
  expect(asked).toHaveLength(2);
});

test('a window that is not active asks nothing, and asks once when it is used again', async () => {
  const { store, clock, asked } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  store.setActive(false);
  await clock.advanceSettling(10 * refreshMs);
  expect(asked).toHaveLength(1);
  store.setActive(true);
  expect(asked).toHaveLength(2);
});

test('looking away and back within five minutes asks nothing', async () => {
  const { store, clock, asked } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  for (let glance = 0; glance < 20; glance += 1) {
    store.setActive(false);
    await clock.advanceSettling(5000);
    store.setActive(true);
  }
  expect(asked).toHaveLength(1);
});

test('what was known stays shown as old when asking again fails, and is current again after the next answer', async () => {
  const { store, clock, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  await clock.advanceSettling(refreshMs);
  await asked[1]?.answer(failureOf('offline'));
  expect(key()).toBe('NT-1');
  expect(store.state()).toMatchObject({ failure: { kind: 'offline' } });
  await clock.advanceSettling(30_000);
  await asked[2]?.answer();
  expect(store.state()).toMatchObject({ failure: null });
});

test('a server that cannot be reached is asked less and less often, at most every five minutes', async () => {
  const { store, clock, asked } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  const gapsMs: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await asked.at(-1)?.answer(failureOf('offline'));
    const fromMs = clock.nowMs();
    const before = asked.length;
    while (asked.length === before) await clock.advanceSettling(1000);
    gapsMs.push(clock.nowMs() - fromMs);
  }
  expect(gapsMs).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
});

test('a server that asks to wait is not asked earlier', async () => {
  const { store, clock, asked } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer(failureOf('rate_limited', { retryAfterMs: 400_000 }));
  await clock.advanceSettling(399_000);
  expect(asked).toHaveLength(1);
  await clock.advanceSettling(2000);
  expect(asked).toHaveLength(2);
});

test('a clock that was set back does not stop the questions', async () => {
  const { store, clock, asked } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  clock.setWall(-24 * 3_600_000);
  await clock.advanceSettling(refreshMs);
  expect(asked).toHaveLength(2);
});

test('signing out forgets the tasks and drops the answer that was under way', async () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  store.setSession({ kind: 'signed_out' });
  await asked[0]?.answer();
  expect(key()).toBe('signed_out');
  store.setSession({ kind: 'signed_in' });
  expect(key()).toBe('waiting');
  expect(asked).toHaveLength(2);
});

test('a detached HEAD shows no branch and asks nothing', () => {
  const { store, asked, key } = openStore();
  store.setPosition(positionOn(null));
  expect(key()).toBe('no_branch');
  expect(asked).toHaveLength(0);
});

test('without a repository there is nothing to say, signed in or not', () => {
  const { store, key } = openStore();
  store.setPosition(positionOn(null));
  store.setPosition(null);
  expect(key()).toBe('nothing');
  store.setSession({ kind: 'signed_out' });
  expect(key()).toBe('nothing');
});

test('before it is known whether somebody is signed in nothing is shown and nothing asked', () => {
  const { store, asked, key } = openStore('starting');
  store.setPosition(positionOn('feature/NT-1'));
  expect(key()).toBe('nothing');
  expect(asked).toHaveLength(0);
});

test('after disposal no timer is left and a late answer changes nothing', async () => {
  const { store, clock, asked, shown } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  void store.refresh();
  store.dispose();
  const rendered = shown.length;
  await asked[1]?.answer();
  expect(clock.timers()).toBe(0);
  expect(shown).toHaveLength(rendered);
});

test('hundreds of branches are remembered only as far as they are useful', async () => {
  const { store, asked, key } = openStore();
  for (let number = 1; number <= 60; number += 1) {
    store.setPosition(positionOn(`feature/NT-${number}`));
    await asked.at(-1)?.answer();
  }
  store.setPosition(positionOn('feature/NT-60'));
  expect(key()).toBe('NT-60');
  store.setPosition(positionOn('feature/NT-1'));
  expect(key()).toBe('waiting');
});

test('started without a connection, the task known from before is shown, as old', async () => {
  const memory = new Map<string, RememberedAnswer>();
  const before = openStore('signed_in', memory);
  before.store.setPosition(positionOn('feature/NT-1'));
  await before.asked[0]?.answer();
  const after = openStore('signed_in', memory);
  after.store.setPosition(positionOn('feature/NT-1'));
  expect(after.key()).toBe('waiting');
  await after.asked[0]?.answer(failureOf('offline'));
  expect(after.key()).toBe('NT-1');
  expect(after.store.state()).toMatchObject({ failure: { kind: 'offline' } });
  after.store.setPosition(positionOn('feature/NT-2'));
  await after.asked[1]?.answer(failureOf('offline'));
  expect(after.key()).toBe('failed');
});

test('an answer overtakes what was known from before', async () => {
  const old = linkFor('r', 'feature/NT-9');
  const memory = new Map([['git.example.com/team/app\nfeature/NT-1', { link: old, askedAtMs: 1, answeredAtMs: 1 }]]);
  const { store, asked, key } = openStore('signed_in', memory);
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  expect(key()).toBe('NT-1');
});

test('a look at another branch asks once for however many want to know, and leaves what is shown alone', async () => {
  const { store, asked, shown, key, clock } = openStore();
  store.setPosition(positionOn('feature/NT-1'));
  await asked[0]?.answer();
  const drawn = shown.length;
  const looks = Promise.all([store.lookUp(positionOn('feature/NT-2')), store.lookUp(positionOn('feature/NT-2'))]);
  expect(asked).toHaveLength(2);
  await asked[1]?.answer();
  expect((await looks).map((state) => (state.kind === 'task' ? state.link.issue.key : ''))).toEqual(['NT-2', 'NT-2']);
  await store.lookUp(positionOn('feature/NT-1'));
  expect(asked).toHaveLength(2);
  expect([key(), shown.length]).toEqual(['NT-1', drawn]);
  clock.advance(refreshMs);
  void store.lookUp(positionOn('feature/NT-2'));
  expect(asked.at(-1)?.branch).toBe('feature/NT-2');
});

test('signed out, a look at another branch asks nobody', async () => {
  const { store, asked } = openStore('starting');
  store.setSession({ kind: 'signed_out' });
  expect(await store.lookUp(positionOn('feature/NT-2'))).toEqual({ kind: 'signed_out' });
  expect(await store.lookUp(positionOn(null))).toEqual({ kind: 'signed_out' });
  expect(asked).toEqual([]);
});

type Step =
  | { kind: 'move'; branch: string | null; repository: string }
  | { kind: 'answer' | 'fail'; which: number }
  | { kind: 'session'; signedIn: boolean }
  | { kind: 'pass'; ms: number }
  | { kind: 'refresh' | 'use' | 'leave' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('move' as const),
    branch: fc.constantFrom('feature/NT-1', 'feature/NT-2', 'scratch', 'main', null),
    repository: fc.constantFrom('git.example.com/team/app', 'git.example.com/team/shop'),
  }),
  fc.record({ kind: fc.constantFrom('answer' as const, 'fail' as const), which: fc.nat({ max: 5 }) }),
  fc.record({ kind: fc.constant('session' as const), signedIn: fc.boolean() }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(100, 60_000, refreshMs) }),
  fc.record({ kind: fc.constantFrom('refresh' as const, 'use' as const, 'leave' as const) }),
);

test('whatever happens in whatever order, the item never tells of another branch than the one in front', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 25 }), async (story) => {
      const { store, asked, clock } = openStore();
      let position = positionOn('feature/NT-1');
      let signedIn = true;
      store.setPosition(position);
      const isTrue = (): void => {
        const state = store.state();
        if (!signedIn) expect(state.kind).toBe('signed_out');
        else if (position.branch === null) expect(state.kind).toBe('no_branch');
        else if ('link' in state) {
          const { repository, branch } = position;
          expect(state.link).toMatchObject({ repository, branch, issue: linkFor(repository, branch).issue });
        } else expect(['waiting', 'failed']).toContain(state.kind);
      };
      for (const step of story) {
        if (step.kind === 'move') {
          position = positionOn(step.branch, { repository: step.repository });
          store.setPosition(position);
        } else if (step.kind === 'session') {
          signedIn = step.signedIn;
          store.setSession({ kind: signedIn ? 'signed_in' : 'signed_out' });
        } else if (step.kind === 'pass') await clock.advanceSettling(step.ms);
        else if (step.kind === 'refresh') void store.refresh();
        else if ('which' in step)
          await asked.at(-1 - step.which)?.answer(step.kind === 'fail' ? failureOf('offline') : undefined);
        else store.setActive(step.kind === 'use');
        isTrue();
      }
      store.setActive(true);
      for (let turn = 0; turn < 3; turn += 1) for (const question of asked) await question.answer();
      isTrue();
      if (signedIn && position.branch !== null) expect(['task', 'no_task']).toContain(store.state().kind);
      store.dispose();
      expect(clock.timers()).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('of a private repository nothing is asked, in no way there is, and the state says that it is private', async () => {
  const { store, clock, asked } = openStore();
  const place = positionOn('feature/NT-42', { privacy: 'private' });
  store.setPosition(place);
  expect(store.state()).toEqual({ kind: 'private', position: place });
  await store.refresh();
  await store.lookUp(place);
  store.noteNews(() => true);
  store.catchUp(clock.nowMs() + 1);
  store.setActive(false);
  store.setActive(true);
  clock.advance(3_600_000);
  await settled();
  expect(asked).toEqual([]);
});

test('what was known of a repository is not shown once it is private, and is asked for once it no longer is', async () => {
  const { store, asked } = openStore();
  store.setPosition(positionOn('feature/NT-42'));
  await asked[0]?.answer();
  store.setPosition(positionOn('feature/NT-42', { privacy: 'unclear' }));
  expect(store.state().kind).toBe('private');
  store.setPosition(positionOn('other'));
  expect(asked.map(({ branch }) => branch)).toEqual(['feature/NT-42', 'other']);
});
