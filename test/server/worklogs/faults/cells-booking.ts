import { expect } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../support/clock.ts';
import { stride } from '../../../support/effort.ts';
import { backUp, restore } from '../backup.ts';
import { crashingAt, refusingToStore, stumblingAt } from '../crashing.ts';
import { deliverWith } from '../support.ts';
import { callerOf, endsWell, toBook, type Story } from './story.ts';
import type { Cell } from './table.ts';

export type Cells<C extends Cell = Cell> = { [K in C]: (story: Story) => Promise<void> };

/** How many steps a booking may have at most; each kill is tried until the booking gets through. */
const mostSteps = 200;

/** Books on servers that die at one step after the other; each time the client comes back with the same worklog. */
async function bookAtEveryStep(story: Story, dying: typeof stumblingAt): Promise<void> {
  const { server } = story;
  for (let at = 1; at < mostSteps; at += stride(3)) {
    const body = toBook(story);
    const { services, hasCrashed } = dying(server.services, at);
    const first = await callerOf(server, services)(body);
    if (hasCrashed()) expect(first === 201 || first >= 500).toBe(true);
    expect([200, 201]).toContain(await callerOf(server, server.services)(body));
    if (!hasCrashed()) return expect(first).toBe(201);
  }
  throw new Error('The booking never got through.');
}

/** The client does not hear the answer, and asks again. */
async function bookTwice(story: Story, restart: () => void = () => {}): Promise<void> {
  const body = toBook(story);
  expect(await callerOf(story.server, story.server.services)(body)).toBe(201);
  restart();
  expect(await callerOf(story.server, story.server.services)(body)).toBe(200);
  await endsWell(story);
}

export const booking: Cells<Extract<Cell, `${string} A`>> = {
  'F1 A': async (story) => {
    await bookAtEveryStep(story, crashingAt);
    await endsWell(story);
  },
  'F2 A': (story) => bookTwice(story, () => story.server.clock.advance(minuteMs)),
  'F3 A': (story) => bookTwice(story),
  'F4 A': async (story) => {
    const body = toBook(story);
    expect(await callerOf(story.server, crashingAt(story.server.services, 1).services)(body)).toBeGreaterThanOrEqual(
      500,
    );
    expect(await callerOf(story.server, story.server.services)(body)).toBe(201);
    await endsWell(story);
  },
  'F15 A': async (story) => {
    const { server } = story;
    const body = toBook(story);
    const callers = [1, 2, 3, 4].map(() => callerOf(server, { ...server.services }));
    const answers = await Promise.all(callers.map((call) => call(body)));
    expect(answers.filter((status) => status === 201)).toHaveLength(1);
    expect(answers.filter((status) => status === 200)).toHaveLength(3);
    await endsWell(story);
  },
  'F18 A': async (story) => {
    const body = toBook(story);
    const call = callerOf(story.server, story.server.services);
    expect([await call(body), await call(body)]).toEqual([201, 200]);
    for (const other of [{ seconds: 60 }, { text: 'other' }, { key: 'NT-43' }]) {
      expect(await call({ ...body, ...other })).toBe(409);
    }
    await endsWell(story);
  },
  'F19 A': async (story) => {
    await bookAtEveryStep(story, stumblingAt);
    await endsWell(story);
  },
  'F23 A': async (story) => {
    const { server } = story;
    const call = callerOf(server, server.services);
    for (const offMs of [-dayMs, dayMs, -10 * minuteMs, 10 * minuteMs]) {
      const startedAt = new Date(server.clock.now().getTime() + offMs).toISOString();
      expect(await call(toBook(story, { startedAt }))).toBe(201);
    }
    for (const offMs of [10 * minuteMs, -10 * minuteMs]) {
      const clock = { now: () => new Date(server.clock.now().getTime() + offMs) };
      const services = { ...server.services, clock };
      expect(await callerOf(server, services)(toBook(story))).toBe(201);
      await deliverWith(services);
    }
    server.clock.advance(hourMs);
    await endsWell(story);
  },
  'F24 A': async (story) => {
    const { server } = story;
    const backup = await backUp(server);
    const body = toBook(story);
    expect(await callerOf(server, server.services)(body)).toBe(201);
    await server.deliver();
    story.forgotten = 2;
    server.clock.advance(hourMs);
    await restore(server, backup);
    expect(await callerOf(server, server.services)(body)).toBe(201);
    await endsWell(story);
  },
  'F25 A': async (story) => {
    const { server } = story;
    let full = true;
    const call = callerOf(
      server,
      refusingToStore(server.services, () => full),
    );
    const body = toBook(story);
    expect(await call(body)).toBe(503);
    expect((await server.call<{ items: [] }>('GET', '/worklogs')).body.items).toEqual([]);
    full = false;
    expect(await call(body)).toBe(201);
    await endsWell(story);
  },
  'F26 A': async (story) => {
    const { server } = story;
    const body = toBook(story);
    for (let restart = 0; restart < 8; restart += 1) {
      const stopping = new AbortController();
      const services = { ...server.services, stopping: stopping.signal };
      const answers = Promise.all([callerOf(server, services)(body), deliverWith(services)]);
      stopping.abort();
      expect((await answers)[0]).toBe(restart === 0 ? 201 : 200);
    }
    await endsWell(story);
  },
};
