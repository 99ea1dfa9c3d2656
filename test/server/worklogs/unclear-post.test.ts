import { describe, expect, it } from 'vitest';
import { secondMs } from '../../support/clock.ts';
import { some } from '../../support/effort.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, find, hours, posted, quieten, remove, texts } from './support.ts';
import { endless, meet, posting, unclear } from './unclear-ends.ts';

// Each end is tried with the one or the other, and with both when there is more effort.
describe.each([
  ['with a public address', { PUBLIC_URL: 'https://time.example.com' }, 0],
  ['without a public address', {}, 1],
])('posting a comment with an unclear end, %s', (_, environment: Record<string, string>, from) => {
  const server = useTestServer({ environment });

  it.each(some([...unclear, ...endless], 2, from))('never posts twice and never forgets: %s', async (_name, fault) => {
    await server().connect();
    const worklog = await book(server(), { text: 'once' });
    await meet(server(), posting, fault);
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — once']);
    expect(hours(server())).toBe(4);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('tells which of several worklogs with the same text was lost', async () => {
    const { connect, sample } = server();
    await connect();
    const worklogs = [];
    for (let count = 0; count < 4; count += 1) worklogs.push(await book(server(), { text: 'same' }));
    sample.workspace.faults.next({ ...posting, skip: 1 }, { answer: { kind: 'reset' }, effect: 'applied' });
    sample.workspace.faults.next({ ...posting, skip: 1 }, { answer: { kind: 'reset' }, effect: 'none' });
    await quieten(server());
    expect(posted(server())).toHaveLength(4);
    for (const worklog of worklogs) expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
    for (const worklog of worklogs) await remove(server(), worklog);
    await quieten(server());
    expect(posted(server())).toEqual([]);
  });

  it('waits for a post that is saved 40 seconds after its connection broke', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    const worklog = await book(server(), { text: 'late' });
    const late = sample.workspace.faults.next(posting, { answer: { kind: 'reset' }, effect: 'on_release' });
    await deliver();
    expect(await find(server(), worklog)).toMatchObject({
      state: 'pending',
      comment: { state: 'pending', detail: expect.stringMatching(/looked up/u) },
    });
    clock.advance(40 * secondMs);
    late.release();
    await expect.poll(() => texts(server())).toEqual(['+1.50h — late']);
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — late']);
  });

  it('takes over an edit that came while the end was unclear', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server(), { text: 'draft' });
    sample.workspace.faults.next(posting, { answer: { kind: 'reset' }, effect: 'on_release' }).release();
    await deliver();
    await change(server(), worklog, { text: 'final', seconds: 7200 });
    await quieten(server());
    expect(texts(server())).toEqual(['+2.00h — final']);
    expect(hours(server())).toBe(4.5);
  });

  it('removes what was saved late of a worklog that was taken back meanwhile', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    const worklog = await book(server());
    const late = sample.workspace.faults.next(posting, { answer: { kind: 'reset' }, effect: 'on_release' });
    await deliver();
    await remove(server(), worklog);
    clock.advance(40 * secondMs);
    late.release();
    await expect.poll(() => texts(server())).toHaveLength(1);
    await quieten(server());
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(2.5);
  });
});
