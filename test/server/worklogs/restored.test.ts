import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../support/clock.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { backUp, restore } from './backup.ts';
import { crashingAt } from './crashing.ts';
import {
  book,
  change,
  deliverWith,
  find,
  hours,
  posted,
  quieten,
  remove,
  texts,
  tryToBook,
  typeHours,
} from './support.ts';
import { posting } from './unclear-ends.ts';

/** What happens between a backup and its restore, an hour later. */
async function anHourLost(server: TestServer, meanwhile: () => Promise<void>): Promise<void> {
  const backup = await backUp(server);
  await meanwhile();
  server.clock.advance(hourMs);
  await restore(server, backup);
  await quieten(server);
}

describe.each([
  ['with a public address', { PUBLIC_URL: 'https://time.example.com' }],
  ['without a public address', {}],
])('after a backup one hour old was restored, %s', (_, environment: Record<string, string>) => {
  const server = useTestServer({ environment });

  it('nothing is posted twice: what the backup holds as pending is looked for first, and the sums are right', async () => {
    typeHours(server(), 10);
    await server().connect();
    const worklogs = [await book(server(), { text: 'one' }), await book(server(), { text: 'two', seconds: 1200 })];
    await anHourLost(server(), () => server().deliver());
    expect(texts(server())).toEqual(['+1.50h — one', '+0.33h — two']);
    expect(hours(server())).toBe(11.83);
    for (const worklog of worklogs) expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
    await book(server(), { text: 'three', seconds: 3600 });
    await quieten(server());
    expect(hours(server())).toBe(12.83);
  });

  it('what was pending and never sent is posted once, and counted once', async () => {
    typeHours(server(), 10);
    await server().connect();
    const worklog = await book(server(), { text: 'never left' });
    await anHourLost(server(), () => Promise.resolve());
    expect(texts(server())).toEqual(['+1.50h — never left']);
    expect(hours(server())).toBe(11.5);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('a comment that a person wrote in the editor is not posted twice, and one that was never sent is posted once', async () => {
    await server().connect();
    const send = (text: string, id: string = randomUUID()) =>
      server().call<{ state: string }>('POST', '/issues/NT-42/comments', { id, text });
    const later = randomUUID();
    await send('looks good');
    await anHourLost(server(), async () => {
      await send('made after the backup', later);
      await server().deliver();
    });
    expect(texts(server())).toEqual(['looks good', 'made after the backup']);
    expect((await send('made after the backup', later)).status).toBe(201);
    await send('never left');
    await quieten(server());
    expect(texts(server())).toEqual(['looks good', 'made after the backup', 'never left']);
  });

  it('what was settled in the backup is left alone', async () => {
    await server().connect();
    const worklog = await book(server(), { text: 'settled' });
    await server().deliver();
    const before = server().sample.workspace.requestsLog.length;
    await anHourLost(server(), () => Promise.resolve());
    expect(server().sample.workspace.requestsLog.length).toBe(before);
    expect(texts(server())).toEqual(['+1.50h — settled']);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('a post that was on its way when the backup was made is found', async () => {
    await server().connect();
    const worklog = await book(server(), { text: 'on its way' });
    const { workspace } = server().sample;
    const held = workspace.faults.next(posting, { answer: { kind: 'real' }, hold: true });
    const delivering = server().deliver();
    await held.reached;
    await anHourLost(server(), async () => {
      held.release();
      await delivering;
    });
    expect(texts(server())).toEqual(['+1.50h — on its way']);
    expect(hours(server())).toBe(4);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('a comment that a person resolved meanwhile is not posted again behind their back', async () => {
    await server().connect();
    const worklog = await book(server(), { text: 'resolved' });
    await anHourLost(server(), async () => {
      await server().deliver();
      server().sample.workspace.people.resolveComment(posted(server())[0]?.id ?? '');
    });
    expect(posted(server())).toHaveLength(1);
    expect(hours(server())).toBe(4);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'needs_review',
      comment: { state: 'needs_review', detail: expect.stringMatching(/backup was restored/u) },
      timeSpent: { state: 'done' },
    });
  });

  it('one posted and one not, of the same page, are told apart', async () => {
    typeHours(server(), 10);
    await server().connect();
    await book(server(), { text: 'sent', seconds: 1200 });
    await book(server(), { text: 'not sent', seconds: 1200 });
    await anHourLost(server(), async () => {
      await deliverWith(crashingAt(server().services, 'answered').services).catch(() => {});
      expect(texts(server())).toEqual(['+0.33h — sent']);
    });
    expect(texts(server())).toEqual(['+0.33h — sent', '+0.33h — not sent']);
    expect(hours(server())).toBe(10.67);
  });

  it('a comment that could not be posted meanwhile, though its hours were counted, is left to a person', async () => {
    typeHours(server(), 10);
    await server().connect();
    const worklog = await book(server(), { text: 'not taken' });
    const { faults } = server().sample.workspace;
    await anHourLost(server(), async () => {
      faults.next(posting, { answer: { kind: 'status', status: 403, code: 'restricted_resource' } });
      await server().deliver();
      expect(hours(server())).toBe(11.5);
    });
    expect(texts(server())).toEqual([]);
    expect(await find(server(), worklog)).toMatchObject({ state: 'needs_review', timeSpent: { state: 'done' } });
    expect(hours(server())).toBe(11.5);
  });

  it('a worklog booked after the backup stays as a comment, and its hours as what people entered', async () => {
    typeHours(server(), 10);
    await server().connect();
    await book(server(), { text: 'before' });
    await server().deliver();
    await anHourLost(server(), async () => {
      await book(server(), { text: 'forgotten', seconds: 7200 });
      await server().deliver();
    });
    const after = await book(server(), { text: 'after', seconds: 3600 });
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — before', '+2.00h — forgotten', '+1.00h — after']);
    expect(hours(server())).toBe(14.5);
    await remove(server(), after);
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — before', '+2.00h — forgotten']);
    expect(hours(server())).toBe(13.5);
  });

  it.each([
    ['at once', false],
    ['after others', true],
  ])(
    'a worklog that was forgotten and is booked again with the same id, %s, is found and counted once',
    async (_when, later) => {
      typeHours(server(), 10);
      await server().connect();
      await book(server(), { text: 'before' });
      await server().deliver();
      const again = { id: randomUUID(), text: 'again', seconds: 7200 };
      await anHourLost(server(), async () => {
        await book(server(), again);
        await server().deliver();
      });
      if (later) {
        await book(server(), { text: 'other', seconds: 3600 });
        await quieten(server());
      }
      expect((await tryToBook(server(), again)).status).toBe(201);
      await quieten(server());
      expect(texts(server()).filter((text) => text.includes('again'))).toEqual(['+2.00h — again']);
      expect(hours(server())).toBe(later ? 14.5 : 13.5);
      expect(await find(server(), again)).toMatchObject({ state: 'done' });
    },
  );

  it('the number of a page that a person changed meanwhile keeps their edit', async () => {
    typeHours(server(), 10);
    await server().connect();
    await book(server(), { text: 'before' });
    await server().deliver();
    await anHourLost(server(), () => Promise.resolve(typeHours(server(), 20)));
    await book(server(), { text: 'after', seconds: 3600 });
    await quieten(server());
    expect(hours(server())).toBe(21);
  });

  it('the number goes on from a property that was made after the backup', async () => {
    const { connect, deliver, sample } = server();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    await connect();
    await book(server(), { text: 'first' });
    await anHourLost(server(), deliver);
    expect(hours(server())).toBe(1.5);
    expect(texts(server())).toEqual(['+1.50h — first']);
  });

  it('a change that was forgotten leaves the comment of then, until the worklog is changed again', async () => {
    await server().connect();
    const worklog = await book(server(), { text: 'as booked' });
    await server().deliver();
    await anHourLost(server(), async () => {
      await change(server(), worklog, { text: 'changed' });
      await server().deliver();
    });
    expect(texts(server())).toEqual(['+1.50h — changed']);
    await change(server(), worklog, { text: 'changed again' });
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — changed again']);
  });

  it('a worklog that was taken back after the backup is not posted again', async () => {
    typeHours(server(), 10);
    await server().connect();
    const worklog = await book(server(), { text: 'taken back' });
    await server().deliver();
    await anHourLost(server(), async () => {
      await remove(server(), worklog);
      await server().deliver();
    });
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(10);
    server().clock.advance(minuteMs);
    await change(server(), worklog, { text: 'once more' });
    await quieten(server());
    expect(texts(server())).toEqual([]);
  });
});
