import { expect, test } from 'vitest';
import { type Decision, runPlan, type Step, type StepProgress } from '../../extension/core/plan.ts';

/** A step that fails as often as said and writes down what it did. */
function step(
  id: string,
  done: string[],
  { failures = 0, undo = true }: { failures?: number; undo?: boolean | 'fails' } = {},
): Step {
  let left = failures;
  return {
    id,
    title: id,
    async run() {
      if (left > 0) {
        left -= 1;
        throw new Error(`${id} did not work`);
      }
      done.push(id);
      return { ok: true };
    },
    ...(undo === false
      ? { lasting: `${id} stays` }
      : {
          undo: async () => {
            if (undo === 'fails') return { ok: false as const, text: `${id} cannot be taken back` };
            done.push(`not ${id}`);
            return { ok: true as const };
          },
        }),
  };
}

async function run(
  steps: Step[],
  decisions: Decision[] = [],
): Promise<{ states: string; texts: string[]; asked: string[] }> {
  const asked: string[] = [];
  const progress = await runPlan(steps, {
    onChange: () => undefined,
    async decide({ text }: StepProgress) {
      asked.push(text);
      return decisions.shift() ?? 'leave';
    },
  });
  return { states: progress.map(({ state }) => state).join(' '), texts: progress.map(({ text }) => text), asked };
}

test('steps are done in their order', async () => {
  const done: string[] = [];
  const { states } = await run([step('branch', done), step('status', done)]);
  expect([states, done]).toEqual(['done done', ['branch', 'status']]);
});

test('a failed step stops everything and says why', async () => {
  const done: string[] = [];
  const { states, asked } = await run([
    step('branch', done),
    step('status', done, { failures: 1 }),
    step('assign', done),
  ]);
  expect([states, done, asked]).toEqual(['done failed pending', ['branch'], ['status did not work']]);
});

test('a failed step can be tried again', async () => {
  const done: string[] = [];
  const { states } = await run([step('status', done, { failures: 2 }), step('assign', done)], ['retry', 'retry']);
  expect([states, done]).toEqual(['done done', ['status', 'assign']]);
});

test('a failed step can be left out', async () => {
  const done: string[] = [];
  const { states } = await run([step('branch', done, { failures: 1 }), step('status', done)], ['skip']);
  expect([states, done]).toEqual(['skipped done', ['status']]);
});

test('what was done is taken back, the last first, and the failed step stays told', async () => {
  const done: string[] = [];
  const steps = [step('branch', done), step('status', done), step('assign', done, { failures: 1 })];
  const { states, texts } = await run(steps, ['undo']);
  expect(states).toBe('undone undone failed');
  expect(done).toEqual(['branch', 'status', 'not status', 'not branch']);
  expect(texts[2]).toBe('assign did not work');
});

test('what cannot be taken back is said to stay', async () => {
  const done: string[] = [];
  const steps = [
    step('push', done, { undo: false }),
    step('status', done, { undo: 'fails' }),
    step('back', done, { failures: 1 }),
  ];
  const { states, texts } = await run(steps, ['undo']);
  expect(states).toBe('done done failed');
  expect(texts.slice(0, 2)).toEqual(['push stays', 'status cannot be taken back']);
});
