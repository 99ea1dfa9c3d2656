import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Approval, type Poll, waitForApproval } from '../../extension/core/device-sign-in.ts';
import { createSignal } from '../../extension/core/lifecycle.ts';
import { createFakeClock, settled } from './support/fake-clock.ts';
import { failureOf } from './support/samples.ts';

const pending: Poll = { kind: 'pending' };
const slow: Poll = { kind: 'slow_down' };
const token: Poll = { kind: 'token', token: 'tm_new' };
const offline: Poll = { kind: 'failed', failure: failureOf('offline').failure };

function begin(answers: Poll[], { intervalSeconds = 5, expiresInSeconds = 600 } = {}) {
  const clock = createFakeClock();
  const cancel = createSignal<void>();
  const startedMs = clock.nowMs();
  const polledAt: number[] = [];
  const result: { approval?: Approval } = {};
  const left = [...answers];
  const poll = async (): Promise<Poll> => {
    polledAt.push((clock.nowMs() - startedMs) / 1000);
    return left.shift() ?? pending;
  };
  const running = waitForApproval({ clock, poll, intervalSeconds, expiresInSeconds, onCancel: cancel.on }).then(
    (approval) => Object.assign(result, { approval }),
  );
  return { clock, cancel, polledAt, result, running };
}

test('the server is asked at its interval, the first time after it', async () => {
  const { clock, polledAt, result } = begin([pending, pending, token]);
  await clock.advanceSettling(60_000);
  expect(polledAt).toEqual([5, 10, 15]);
  expect(result.approval).toEqual(token);
});

test('each slow_down makes the interval five seconds longer for good', async () => {
  const { clock, polledAt } = begin([slow, pending, slow, pending, token]);
  await clock.advanceSettling(120_000);
  expect(polledAt).toEqual([5, 15, 25, 40, 55]);
});

test('where the connection fails, the pauses double up to a minute, and shrink again when it is back', async () => {
  const { clock, polledAt, result } = begin([offline, offline, offline, offline, offline, pending, token]);
  await clock.advanceSettling(400_000);
  expect(polledAt).toEqual([5, 15, 35, 75, 135, 195, 200]);
  expect(result.approval).toEqual(token);
});

test.each([{ kind: 'denied' }, { kind: 'expired' }] as const)('“$kind” ends it', async (answer) => {
  const { clock, result, polledAt } = begin([pending, answer]);
  await clock.advanceSettling(60_000);
  expect(result.approval).toEqual(answer);
  expect(polledAt).toHaveLength(2);
});

test('a failure that does not pass by itself ends it', async () => {
  const { clock, result } = begin([{ kind: 'failed', failure: failureOf('not_our_server').failure }]);
  await clock.advanceSettling(60_000);
  expect(result.approval).toMatchObject({ kind: 'failed', failure: { kind: 'not_our_server' } });
});

test('nobody is asked any more when the time is over, also when the machine slept through it', async () => {
  const { clock, result, polledAt } = begin([], { expiresInSeconds: 600 });
  await clock.advanceSettling(300_000);
  const before = polledAt.length;
  clock.sleep(600_000);
  await clock.advanceSettling(5000);
  expect(result.approval).toEqual({ kind: 'expired' });
  expect(polledAt).toHaveLength(before);
  expect(clock.timers()).toBe(0);
});

test('cancelled while waiting, it ends at once and leaves nothing behind', async () => {
  const { clock, cancel, result, polledAt } = begin([]);
  await clock.advanceSettling(6000);
  cancel.fire();
  await settled();
  expect(result.approval).toEqual({ kind: 'cancelled', token: null });
  expect([clock.timers(), cancel.count(), polledAt.length]).toEqual([0, 0, 1]);
});

test('cancelled while the answer is on its way, the token in it is handed on to be ended', async () => {
  const clock = createFakeClock();
  const cancel = createSignal<void>();
  const poll = async (): Promise<Poll> => {
    cancel.fire();
    return token;
  };
  const running = waitForApproval({ clock, poll, intervalSeconds: 5, expiresInSeconds: 600, onCancel: cancel.on });
  await clock.advanceSettling(5000);
  expect(await running).toEqual({ kind: 'cancelled', token: 'tm_new' });
});

test('whatever interval and answers a server gives, it is asked at most once a second and not after half an hour', async () => {
  const answer = fc.constantFrom(pending, slow, offline);
  const odd = fc.oneof(fc.integer({ min: -10, max: 100 }), fc.constantFrom(0, 1e9, 0.001));
  await fc.assert(
    fc.asyncProperty(
      fc.array(answer, { maxLength: 30 }),
      odd,
      odd,
      async (answers, intervalSeconds, expiresInSeconds) => {
        const { clock, polledAt, result } = begin(answers, { intervalSeconds, expiresInSeconds });
        await clock.advanceSettling(1_900_000);
        expect(result.approval).toEqual({ kind: 'expired' });
        const gaps = polledAt.map((at, index) => at - (polledAt[index - 1] ?? 0));
        expect(Math.min(1, ...gaps)).toBeGreaterThanOrEqual(1);
        expect(Math.max(0, ...polledAt)).toBeLessThan(1800);
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);
