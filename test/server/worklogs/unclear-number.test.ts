import { describe, expect, it } from 'vitest';
import { secondMs } from '../../support/clock.ts';
import { some } from '../../support/effort.ts';
import { useTestServer } from '../../support/server.ts';
import { book, find, hours, quieten, typeHours } from './support.ts';
import { endless, meet, numbering, unclear } from './unclear-ends.ts';

describe('writing the number with an unclear end', () => {
  const server = useTestServer();

  it.each([...unclear, ...endless])('ends at what people entered plus what is booked: %s', async (_, fault) => {
    typeHours(server(), 10);
    await server().connect();
    const worklog = await book(server());
    await meet(server(), numbering, fault);
    await book(server(), { seconds: 3600 });
    await quieten(server());
    expect(hours(server())).toBe(12.5);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
    typeHours(server(), 20);
    await book(server(), { seconds: 3600 });
    await quieten(server());
    expect(hours(server())).toBe(21);
  });

  it('on an empty page counts nothing twice and loses nothing', async () => {
    typeHours(server(), null);
    await server().connect();
    const worklog = await book(server());
    await meet(server(), numbering, { answer: { kind: 'status', status: 500 } });
    await quieten(server());
    expect(hours(server())).toBe(1.5);
    expect((await find(server(), worklog)).timeSpent).toMatchObject({ state: 'done', detail: null });
  });

  it('waits for one that is saved 40 seconds late, so that it does not undo the next', async () => {
    const { connect, deliver, sample, clock } = server();
    typeHours(server(), 10);
    await connect();
    await book(server());
    const late = sample.workspace.faults.next(numbering, { answer: { kind: 'reset' }, effect: 'on_release' });
    await deliver();
    await book(server(), { seconds: 3600 });
    await deliver();
    clock.advance(40 * secondMs);
    late.release();
    await expect.poll(() => hours(server())).toBe(11.5);
    await quieten(server());
    expect(hours(server())).toBe(12.5);
  });

  it('is no doubt after a plain refusal: what a person changes then counts in full', async () => {
    const { connect, deliver, sample } = server();
    typeHours(server(), 10);
    await connect();
    const worklog = await book(server());
    sample.workspace.faults.next(numbering, { answer: { kind: 'status', status: 429 } });
    await deliver();
    typeHours(server(), 20);
    await quieten(server());
    expect(hours(server())).toBe(21.5);
    expect((await find(server(), worklog)).timeSpent).toMatchObject({ state: 'done', detail: null });
  });

  it('says so when a person changed the number meanwhile, because only people can tell then', async () => {
    const { connect, deliver, sample } = server();
    typeHours(server(), 10);
    await connect();
    const worklog = await book(server());
    sample.workspace.faults.next(numbering, { answer: { kind: 'status', status: 500 } });
    await deliver();
    typeHours(server(), 20);
    await quieten(server());
    expect(await find(server(), worklog)).toMatchObject({
      state: 'done',
      timeSpent: { detail: expect.stringMatching(/Somebody changed the number in Notion while ours was on its way/u) },
    });
  });

  // The other ends are tried when there is more effort.
  it.each(some(unclear, 2))('makes the property once: %s', async (_, fault) => {
    const { connect, sample } = server();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    await connect();
    const worklog = await book(server());
    await meet(server(), { method: 'PATCH', path: '/v1/data_sources' }, fault);
    await quieten(server());
    const names = sample.workspace.dataSource(sample.tasksId).properties.map(({ name }) => name);
    expect(names.filter((name) => /time spent/iu.test(name))).toEqual(['Time Spent']);
    expect(hours(server())).toBe(1.5);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });
});
