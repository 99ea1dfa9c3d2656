import { describe, expect, it } from 'vitest';
import type { HistoryEntry, WorklogAttention } from '../../../shared/api/worklog-history.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { book, change, quieten, remove } from './support.ts';
import { posting, saved503 } from './unclear-ends.ts';

function pick(entries: readonly HistoryEntry[], about: HistoryEntry['about']): string[] {
  return entries.filter((entry) => entry.about === about).map(({ event }) => event);
}

async function historyOf({ call }: TestServer, { id }: { id: string }, token?: string): Promise<HistoryEntry[]> {
  return (await call<{ items: HistoryEntry[] }>('GET', `/worklogs/${id}/history`, undefined, token)).body.items;
}

describe('the history of a worklog', () => {
  const server = useTestServer();

  it('tells who booked, changed and took it back, and each attempt of comment and number with what came of it', async () => {
    await server().connect();
    const worklog = await book(server(), { text: 'first words' });
    server().sample.workspace.faults.next(posting, { answer: { kind: 'status', status: 500 }, effect: 'none' });
    await quieten(server());
    await change(server(), worklog, { seconds: 3600, text: 'last words' });
    await quieten(server());
    await remove(server(), worklog);
    await quieten(server());
    const entries = await historyOf(server(), worklog);
    expect(pick(entries, 'worklog')).toEqual(['booked', 'changed', 'deleted']);
    const posted = ['sending', 'unclear', 'waiting', 'not_found', 'sending', 'done'];
    expect(pick(entries, 'comment')).toEqual([...posted, 'sending', 'done', 'sending', 'done']);
    expect(pick(entries, 'time_spent')).toEqual(['sending', 'done', 'sending', 'done', 'sending', 'done']);
    expect(entries[0]).toMatchObject({
      event: 'booked',
      seconds: 5400,
      text: 'first words',
      by: { name: 'Administrator' },
    });
    expect(entries.find(({ event }) => event === 'changed')).toMatchObject({ seconds: 3600, text: 'last words' });
    expect(entries.find(({ event }) => event === 'unclear')).toMatchObject({
      about: 'comment',
      by: null,
      attempt: 1,
      code: 'notion.unavailable',
      detail: expect.stringMatching(/looked up/u),
    });
    const times = entries.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
  });

  it('has the attempts of the page’s number until its own time was in it, and not those for later worklogs', async () => {
    await server().connect();
    const first = await book(server());
    await quieten(server());
    const second = await book(server());
    await quieten(server());
    expect(pick(await historyOf(server(), first), 'time_spent')).toEqual(['sending', 'done']);
    expect(pick(await historyOf(server(), second), 'time_spent')).toEqual(['sending', 'done']);
  });

  it('of time too short for a comment is that of the comment that stands for it', async () => {
    await server().connect();
    const short = await book(server(), { seconds: 10 });
    await book(server(), { seconds: 10 });
    await quieten(server());
    expect(pick(await historyOf(server(), short), 'comment')).toEqual(expect.arrayContaining(['sending', 'done']));
  });

  it('is for the one who booked and for administrators only', async () => {
    await server().connect();
    const [mine, theirs] = [await server().addDeveloper('One'), await server().addDeveloper('Other')];
    const worklog = await book(server(), {}, mine.token);
    const path = `/worklogs/${worklog.id}/history`;
    expect((await server().call('GET', path, undefined, mine.token)).status).toBe(200);
    expect((await server().call('GET', path)).status).toBe(200);
    expect((await server().call('GET', path, undefined, theirs.token)).status).toBe(404);
  });
});

describe('the worklogs that need a person', () => {
  const server = useTestServer();
  const integrationId = () => server().sample.workspace.snapshot().integrations[0]?.id ?? '';

  const attention = async (token?: string) =>
    (await server().call<WorklogAttention>('GET', '/worklogs/attention', undefined, token)).body;

  it('are counted by cause, with what to do, and are gone when the cause is', async () => {
    const { connect, sample } = server();
    const { people } = sample.workspace;
    await connect();
    expect(await attention()).toEqual({ blocked: 0, needsReview: 0, items: [] });
    await book(server(), { text: 'unseen' });
    sample.workspace.faults.next(posting, { answer: saved503, effect: 'none' });
    await quieten(server());
    people.setCapabilities(integrationId(), { insertComments: false, updateContent: false });
    await book(server());
    await book(server());
    await quieten(server());
    expect(await attention()).toMatchObject({
      blocked: 2,
      needsReview: 1,
      items: [
        {
          state: 'blocked',
          about: 'comment',
          code: 'notion.capability',
          count: 2,
          fix: expect.stringMatching(/Grant/u),
        },
        { state: 'blocked', about: 'time_spent', code: 'notion.capability', count: 2 },
        { state: 'needs_review', about: 'comment', code: null, count: 1, fix: expect.stringMatching(/Look at/u) },
      ],
    });
    people.setCapabilities(integrationId(), { insertComments: true, updateContent: true });
    await quieten(server());
    await quieten(server());
    expect(await attention()).toMatchObject({ blocked: 0, needsReview: 1 });
  });

  it('are one’s own for a developer, and those of the department for an administrator', async () => {
    const { connect, sample } = server();
    await connect();
    const developer = await server().addDeveloper('One');
    sample.workspace.people.setCapabilities(integrationId(), { insertComments: false });
    await book(server());
    await book(server(), {}, developer.token);
    await quieten(server());
    expect((await attention(developer.token)).blocked).toBe(1);
    expect((await attention()).blocked).toBe(2);
  });

  it('that need a look settle by themselves when the comment is open again', async () => {
    const { connect, sample } = server();
    await connect();
    await book(server(), { text: 'resolved' });
    sample.workspace.faults.next(posting, { answer: saved503, effect: 'applied', hold: false });
    sample.workspace.faults.next(
      { method: 'GET', path: '/v1/comments', times: 3 },
      { answer: { kind: 'status', status: 500 } },
    );
    await server().deliver();
    const [comment] = sample.workspace.comments(sample.workspace.findPage('NT-42')).slice(-1);
    sample.workspace.people.resolveComment(comment?.id ?? '');
    await quieten(server());
    expect(await attention()).toMatchObject({ needsReview: 1 });
    sample.workspace.people.reopenComment(comment?.id ?? '');
    await quieten(server());
    await quieten(server());
    expect(await attention()).toMatchObject({ needsReview: 0, blocked: 0 });
  });
});
