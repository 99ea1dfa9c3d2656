import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, deliverWith, find, posted, quieten, remove, requestsSince, texts, withNotionAt } from './support.ts';
import { posting, saved503 } from './unclear-ends.ts';

describe('posting a comment', () => {
  const server = useTestServer({ environment: { PUBLIC_URL: 'https://time.example.com' } });

  it('whose comment is there is settled at once, before a person can resolve it', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const worklog = await book(server(), { text: 'quick' });
    sample.workspace.faults.next(posting, { answer: { kind: 'status', status: 500 }, effect: 'applied' });
    await deliver();
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('that Notion calls saved and that is not among the open comments asks a person, and never posts silently', async () => {
    const { connect, sample } = server();
    await connect();
    const worklog = await book(server(), { text: 'resolved' });
    sample.workspace.faults.next(posting, { answer: saved503, effect: 'none' });
    await quieten(server());
    expect(texts(server())).toEqual([]);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'needs_review',
      comment: { state: 'needs_review', detail: expect.stringMatching(/may have resolved it/u) },
      timeSpent: { state: 'done' },
    });
  });

  it('that ends unclear again and again asks a person after five times', async () => {
    const { connect, sample } = server();
    await connect();
    const worklog = await book(server());
    const from = sample.workspace.requestsLog.length;
    sample.workspace.faults.next({ ...posting, times: 100 }, { answer: { kind: 'status', status: 500 } });
    await quieten(server());
    expect(requestsSince(server(), from).filter((request) => request === 'POST /v1/comments')).toHaveLength(5);
    expect(await find(server(), worklog)).toMatchObject({ state: 'needs_review', timeSpent: { state: 'done' } });
  });

  it('is found by its link after the address of the server was changed', async () => {
    const { connect, sample, services } = server();
    await connect();
    await book(server(), { text: 'moved' });
    sample.workspace.faults.next(posting, { answer: { kind: 'reset' }, effect: 'on_release' }).release();
    await deliverWith(services);
    await quieten(server(), {
      ...services,
      environment: { ...services.environment, PUBLIC_URL: 'https://new.example.com' },
    });
    expect(posted(server())).toHaveLength(1);
  });

  it('does not take the comment of a person for its own', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const page = sample.workspace.findPage('NT-42');
    await book(server(), { text: 'alike' });
    sample.workspace.faults.next(posting, { answer: { kind: 'status', status: 500 } });
    await deliver();
    sample.workspace.people.addComment(page, '+1.50h — alike');
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — alike']);
  });

  it.each([
    ['a duplicate of ours is removed', true],
    ['a copy by another connection stays', false],
  ])('that is found twice is settled: %s', async (_, isOurs) => {
    const { connect, deliver, sample, services } = server();
    const { workspace } = sample;
    await connect();
    const worklog = await book(server(), { text: 'twice' });
    workspace.faults.next(posting, { answer: { kind: 'status', status: 500 } });
    await deliver();
    const other = workspace.people.addToken({ name: 'Another connection' });
    workspace.people.share(sample.databaseId, other.integrationId);
    const url = `https://time.example.com/w/${worklog.id}`;
    for (const token of [sample.token, isOurs ? sample.token : other.token]) {
      const send = await services.notion.session(token).turn();
      const rich = { type: 'text' as const, text: { content: '+1.50h', link: { url } } };
      await send(server().clock.now(), (client) =>
        client.comments.create({ parent: { page_id: workspace.findPage('NT-42') }, rich_text: [rich] }),
      );
      server().clock.advance(secondMs);
    }
    await quieten(server());
    expect(posted(server())).toHaveLength(isOurs ? 1 : 2);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });
});

describe('finding a comment without a link', () => {
  const server = useTestServer();

  it.each([
    ['ahead of', 10 * minuteMs],
    ['behind', -10 * minuteMs],
  ])('works with a clock that is ten minutes %s Notion’s', async (_, offMs) => {
    const { connect, sample, services, clock } = server();
    await connect();
    await book(server(), { text: 'skewed' });
    const off = { now: () => new Date(clock.now().getTime() + offMs) };
    clock.advance(Math.abs(offMs));
    const skewed = { ...withNotionAt(server(), services.environment.NOTION_BASE_URL, 2000, off), clock: off };
    sample.workspace.faults.next(posting, { answer: { kind: 'reset' }, effect: 'on_release' }).release();
    await quieten(server(), skewed);
    expect(texts(server())).toEqual(['+1.50h — skewed']);
  });

  it('leaves alone what people typed alike, earlier comments of ours, and those of other worklogs', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    const page = sample.workspace.findPage('NT-42');
    const earlier = await book(server(), { text: 'alike' });
    await deliver();
    sample.workspace.people.addComment(page, '+1.50h — alike');
    clock.advance(minuteMs);
    const lost = await book(server(), { text: 'alike' });
    sample.workspace.faults.next(posting, { answer: { kind: 'reset' }, effect: 'none' });
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — alike', '+1.50h — alike']);
    for (const worklog of [earlier, lost]) await remove(server(), worklog);
    await quieten(server());
    expect(texts(server())).toEqual([]);
  });
});
