import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../server/notion/budget.ts';
import { createTestClock, hourMs, minuteMs, secondMs } from '../../support/clock.ts';

function budgetOf(requestsPerMinute: number) {
  const clock = createTestClock();
  const nowMs = () => clock.now().getTime();
  const sleep = (durationMs: number) => {
    clock.advance(durationMs);
    return Promise.resolve();
  };
  return { clock, nowMs, budget: createBudget(requestsPerMinute, { nowMs, sleep }) };
}

describe('the budget of requests', () => {
  it('lets at most so many through in any minute, wherever the minute begins', async () => {
    const gaps = fc.array(fc.nat(4000), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), gaps, async (perMinute, pausesMs) => {
        const { clock, nowMs, budget } = budgetOf(perMinute);
        const sentMs: number[] = [];
        for (const pauseMs of pausesMs) {
          clock.advance(pauseMs);
          await budget.take();
          sentMs.push(nowMs());
        }
        for (const [index, ms] of sentMs.entries()) {
          const before = sentMs[index - perMinute];
          expect(before === undefined || ms - before >= minuteMs).toBe(true);
        }
      }),
    );
  });

  it('may be spent in one burst', async () => {
    const { clock, nowMs, budget } = budgetOf(180);
    const before = nowMs();
    for (let sent = 0; sent < 180; sent += 1) await budget.take();
    expect(nowMs()).toBe(before);
    await budget.take();
    expect(nowMs()).toBe(before + minuteMs);
    expect(clock.now().getTime()).toBe(nowMs());
  });

  it('of the background leaves a fifth to writes and to people who wait', async () => {
    const { nowMs, budget } = budgetOf(100);
    const before = nowMs();
    for (let sent = 0; sent < 80; sent += 1) await budget.take({ isBackground: true });
    expect(nowMs()).toBe(before);
    for (let sent = 0; sent < 20; sent += 1) await budget.take();
    expect(nowMs()).toBe(before);
    expect(await budget.take({ patienceMs: 0 })).toBe(minuteMs);
  });

  it('does not let what waits in the background hold up the others', async () => {
    const waiting: (() => void)[] = [];
    const sleep = () => new Promise<void>((resolve) => waiting.push(resolve));
    const budget = createBudget(10, { nowMs: () => 0, sleep });
    for (let sent = 0; sent < 8; sent += 1) await budget.take({ isBackground: true });
    void budget.take({ isBackground: true });
    await expect(budget.take()).resolves.toBe(0);
    expect(waiting).toHaveLength(1);
  });

  it('rests for everybody while Notion asks to wait', async () => {
    const { nowMs, budget } = budgetOf(100);
    const untilMs = nowMs() + 400 * secondMs;
    budget.pauseUntil(untilMs);
    expect(await budget.take({ patienceMs: minuteMs })).toBe(400 * secondMs);
    await budget.take({ isBackground: true });
    expect(nowMs()).toBe(untilMs);
  });

  it('keeps nobody waiting for the hour that a clock is set back', async () => {
    const { clock, nowMs, budget } = budgetOf(10);
    for (let sent = 0; sent < 10; sent += 1) await budget.take();
    budget.pauseUntil(nowMs() + 30 * secondMs);
    clock.advance(-hourMs);
    const before = nowMs();
    await budget.take();
    expect(nowMs() - before).toBe(minuteMs);
  });

  it('goes on after a wait that was ended, as when a server stops and another takes its place', async () => {
    let ends = true;
    const sleep = () =>
      ends ? Promise.reject(new DOMException('The server stops.', 'AbortError')) : Promise.resolve();
    let now = 0;
    const budget = createBudget(1, { nowMs: () => now, sleep });
    await budget.take();
    await expect(budget.take()).rejects.toThrow('The server stops.');
    ends = false;
    now = minuteMs;
    await expect(budget.take()).resolves.toBe(0);
  });
});
