import { expect } from 'vitest';
import type { FaultAnswer } from '../../../../server/demo/workspace/faults.ts';
import { secondMs } from '../../../support/clock.ts';
import { crashingAtWrite, forgettingWrite } from '../crashing.ts';
import { deliverWith, posted } from '../support.ts';
import { saved503 } from '../unclear-ends.ts';
import type { Cells } from './cells-booking.ts';
import { countWrites, endsWell, meeting, nth, removeProperty, tell, type Story, type Write } from './story.ts';
import type { Cell } from './table.ts';

type Test = (story: Story) => Promise<void>;

/** The same test of each of the three writes to Notion. */
function ofWrites<F extends string>(fault: F, test: (story: Story, write: Write) => Promise<void>) {
  const of =
    (write: Write): Test =>
    (story) =>
      test(story, write);
  return { [`${fault} C`]: of('C'), [`${fault} T`]: of('T'), [`${fault} S`]: of('S') } as Record<`${F} ${Write}`, Test>;
}

async function killedAt(story: Story, write: Write, when: 'leaving' | 'answered'): Promise<number> {
  if (write === 'S') removeProperty(story);
  await tell(story);
  const from = story.server.sample.workspace.requestsLog.length;
  const { services, hasCrashed } = crashingAtWrite(story.server.services, nth[write], when);
  await deliverWith(services).catch(() => {});
  expect(hasCrashed()).toBe(true);
  expect(countWrites(story, write, from)).toBe(when === 'leaving' ? 0 : 1);
  await endsWell(story);
  return countWrites(story, write, from);
}

/** A comment that is there is found; an absolute number or a property of the same name may be written once more. */
const most: Readonly<Record<Write, number>> = { C: 1, T: 2, S: 1 };

const notSaved: FaultAnswer[] = [500, 502, 503, 504].map((status) => ({ kind: 'status', status }));
const spoiled: FaultAnswer[] = [
  { kind: 'empty' },
  { kind: 'truncated' },
  { kind: 'cut' },
  { kind: 'html', status: 200 },
];

export const unclearEnds: Cells<Extract<Cell, `F${1 | 2 | 3 | 4 | 5 | 6 | 7 | 19 | 20} ${Write}`>> = {
  ...ofWrites('F1', async (story, write) => {
    expect(await killedAt(story, write, 'leaving')).toBe(1);
  }),
  ...ofWrites('F2', async (story, write) => {
    expect(await killedAt(story, write, 'answered')).toBeLessThanOrEqual(most[write]);
  }),
  ...ofWrites('F3', async (story, write) => {
    const { from } = await meeting(story, write, { answer: { kind: 'silence' }, effect: 'applied' });
    await endsWell(story);
    expect(countWrites(story, write, from)).toBeLessThanOrEqual(most[write]);
  }),
  ...ofWrites('F4', async (story, write) => {
    const { from } = await meeting(story, write, { answer: { kind: 'silence' }, effect: 'none' });
    await endsWell(story);
    expect(countWrites(story, write, from)).toBe(2);
  }),
  ...ofWrites('F5', async (story, write) => {
    const { handle, from } = await meeting(story, write, { answer: { kind: 'silence' }, effect: 'on_release' });
    for (let waited = 0; waited < 40; waited += 10) {
      story.server.clock.advance(10 * secondMs);
      await deliverWith(story.server.services);
      if (write !== 'S') expect(countWrites(story, write, from)).toBe(1);
    }
    handle.release();
    await story.server.request('/health');
    await endsWell(story);
    expect(countWrites(story, write, from)).toBeLessThanOrEqual(most[write]);
  }),
  ...ofWrites('F6', async (story, write) => {
    const { from } = await meeting(story, write, { answer: saved503, effect: 'applied' });
    await endsWell(story);
    expect(countWrites(story, write, from)).toBe(1);
  }),
  ...ofWrites('F7', async (story, write) => {
    for (const answer of notSaved) {
      for (const effect of ['none', 'applied'] as const) {
        const { from } = await meeting(story, write, { answer, effect });
        await endsWell(story);
        expect(countWrites(story, write, from)).toBeLessThanOrEqual(effect === 'none' ? 2 : most[write]);
      }
    }
  }),
  ...ofWrites('F19', async (story, write) => {
    if (write === 'S') removeProperty(story);
    await tell(story);
    const { services, hasCrashed } = forgettingWrite(story.server.services, nth[write]);
    await deliverWith(services).catch(() => {});
    expect(hasCrashed()).toBe(true);
    await endsWell(story);
  }),
  ...ofWrites('F20', async (story, write) => {
    for (const answer of spoiled) {
      const { from } = await meeting(story, write, { answer, effect: 'applied' });
      await endsWell(story);
      expect(countWrites(story, write, from)).toBeLessThanOrEqual(most[write]);
    }
    expect(posted(story.server)).toHaveLength(spoiled.length);
  }),
};
