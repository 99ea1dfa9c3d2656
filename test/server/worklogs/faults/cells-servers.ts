import { expect } from 'vitest';
import { deliverDue } from '../../../../server/worklogs/outbox.usecases.ts';
import { hourMs, minuteMs } from '../../../support/clock.ts';
import { backUp, restore } from '../backup.ts';
import { crashingAtWrite, refusingToStore } from '../crashing.ts';
import { deliverWith, withNotionAt } from '../support.ts';
import type { Cells } from './cells-booking.ts';
import { countWrites, endsWell, matches, nth, removeProperty, tell, type Story, type Write } from './story.ts';
import type { Cell } from './table.ts';

type Test = (story: Story) => Promise<void>;

function ofWrites<F extends string, W extends Write>(
  fault: F,
  writes: readonly W[],
  test: (story: Story, write: W) => Promise<void>,
) {
  const tests = writes.map((write) => [`${fault} ${write}`, (story: Story) => test(story, write)] as const);
  return Object.fromEntries(tests) as Record<`${F} ${W}`, Test>;
}

const all = ['C', 'T', 'S'] as const;

/** Two servers look at the same time, again and again, also while the write of one is on its way. */
async function together(story: Story, write: Write): Promise<void> {
  const { server } = story;
  if (write === 'S') removeProperty(story);
  await tell(story);
  await tell(story);
  const from = server.sample.workspace.requestsLog.length;
  const held = server.sample.workspace.faults.next(matches[write], { answer: { kind: 'real' }, hold: true });
  const look = () => deliverDue({ ...server.services }, () => 0.5);
  const first = Promise.all([look(), look(), look()]);
  await held.reached;
  await look();
  expect(countWrites(story, write, from)).toBe(0);
  held.release();
  await first;
  await endsWell(story);
  expect(countWrites(story, write, from)).toBe(write === 'C' ? 2 : 1);
}

async function restored(story: Story, write: 'C' | 'T'): Promise<void> {
  const { server } = story;
  await tell(story);
  await tell(story);
  const backup = await backUp(server);
  const from = server.sample.workspace.requestsLog.length;
  await server.deliver();
  const once = countWrites(story, write, from);
  story.forgotten = countWrites(story, 'C', from) + countWrites(story, 'T', from);
  server.clock.advance(hourMs);
  await restore(server, backup);
  await endsWell(story);
  expect(countWrites(story, write, from)).toBe(once);
}

async function noRoom(story: Story, write: Write): Promise<void> {
  const { server } = story;
  if (write === 'S') removeProperty(story);
  await tell(story);
  let full = false;
  const from = server.sample.workspace.requestsLog.length;
  // The disk is full from the write before on.
  const earlier = crashingAtWrite(server.services, nth[write], 'leaving');
  if (write !== 'C') await deliverWith(earlier.services).catch(() => {});
  server.clock.advance(3 * minuteMs);
  full = true;
  await deliverWith(refusingToStore(server.services, () => full)).catch(() => {});
  expect(countWrites(story, write, from)).toBe(0);
  full = false;
  await endsWell(story);
  expect(countWrites(story, write, from)).toBe(1);
}

/** Each server is told to stop while its write is on its way; it ends that one, and leaves the rest to the next. */
async function restarts(story: Story, write: Write): Promise<void> {
  const { server } = story;
  const { faults, requestsLog } = server.sample.workspace;
  const from = requestsLog.length;
  const rounds = 4;
  for (let round = 0; round < rounds; round += 1) {
    if (write === 'S') removeProperty(story);
    await tell(story);
    const stopping = new AbortController();
    const held = faults.next(matches[write], { answer: { kind: 'real' }, hold: true });
    const delivering = deliverWith({
      ...withNotionAt(server, server.services.environment.NOTION_BASE_URL),
      stopping: stopping.signal,
    });
    await held.reached;
    stopping.abort();
    held.release();
    await delivering;
  }
  await endsWell(story);
  expect(countWrites(story, write, from)).toBe(rounds);
}

export const servers: Cells<Extract<Cell, `F${15 | 25 | 26} ${Write}`> | 'F24 C' | 'F24 T' | 'F23 C'> = {
  ...ofWrites('F15', all, together),
  ...ofWrites('F24', ['C', 'T'], restored),
  ...ofWrites('F25', all, noRoom),
  ...ofWrites('F26', all, restarts),
  'F23 C': async (story) => {
    const { server } = story;
    for (const offMs of [10 * minuteMs, -10 * minuteMs]) {
      const off = { now: () => new Date(server.clock.now().getTime() + offMs) };
      const skewed = { ...withNotionAt(server, server.services.environment.NOTION_BASE_URL, 2000, off), clock: off };
      server.clock.advance(20 * minuteMs);
      await tell(story);
      server.sample.workspace.faults.next(matches.C, { answer: { kind: 'reset' }, effect: 'applied' });
      for (let look = 0; look < 6; look += 1) {
        await deliverWith(skewed);
        server.clock.advance(minuteMs);
      }
      server.clock.advance(hourMs);
    }
    await endsWell(story);
  },
};
