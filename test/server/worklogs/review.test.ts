import { describe, expect, it } from 'vitest';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { useTestServer } from '../../support/server.ts';
import { book, change, find, hours, quieten, remove, texts } from './support.ts';

describe('a comment that a person has to look for', () => {
  const server = useTestServer();

  /** A worklog of which Notion says that its comment was saved, while nobody can see it. */
  async function bookUnseen(): Promise<Worklog> {
    const { workspace } = server().sample;
    const worklog = await book(server(), { text: 'unseen' });
    const answer = { kind: 'status', status: 503, additionalData: { retry_guidance: 'Re-read the page.' } } as const;

    workspace.faults.next({ method: 'POST', path: '/v1/comments' }, { answer, effect: 'none' });

    await quieten(server());
    return worklog;
  }

  const review = ({ id }: Worklog, comment: string) =>
    server().call<Worklog>('POST', `/worklogs/${id}/review`, { comment });

  it('is posted again when the person says so, once however often it is said', async () => {
    await server().connect();
    const worklog = await bookUnseen();
    expect(await find(server(), worklog)).toMatchObject({ state: 'needs_review' });
    expect(await review(worklog, 'post')).toMatchObject({ status: 200, body: { state: 'pending' } });
    await review(worklog, 'post');
    await quieten(server());
    await review(worklog, 'post');
    await quieten(server());
    expect(texts(server())).toEqual(['+1.50h — unseen']);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('is settled when the person says that it was posted, and nothing is posted then', async () => {
    await server().connect();
    const worklog = await bookUnseen();
    expect(await review(worklog, 'posted')).toMatchObject({ status: 200, body: { state: 'done' } });
    await quieten(server());
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(4);
  });

  it('is asked for again when a worklog that was called posted changes, and never posted silently', async () => {
    await server().connect();
    const worklog = await bookUnseen();
    await review(worklog, 'posted');
    await change(server(), worklog, { seconds: 7200 });
    await quieten(server());
    expect(texts(server())).toEqual([]);
    expect(await find(server(), worklog)).toMatchObject({ state: 'needs_review' });
    await review(worklog, 'post');
    await quieten(server());
    expect(texts(server())).toEqual(['+2.00h — unseen']);
  });

  it('needs no answer any more when its worklog is taken back', async () => {
    await server().connect();
    const worklog = await bookUnseen();
    await remove(server(), worklog);
    await quieten(server());
    expect(texts(server())).toEqual([]);
    expect(hours(server())).toBe(2.5);
  });

  it('takes no other answer', async () => {
    await server().connect();
    const worklog = await bookUnseen();
    expect((await review(worklog, 'maybe')).status).toBe(400);
    expect(await find(server(), worklog)).toMatchObject({ state: 'needs_review' });
  });
});
