import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { useTestServer } from '../../support/server.ts';

describe('a worklog on its way to Notion', () => {
  const server = useTestServer();

  it('posts a comment that reads exactly "+1.50h — fixed flaky test" and raises Time Spent by the hours', async () => {
    const { call, connect, deliver, sample } = server();
    await connect();
    const page = sample.workspace.findPage('NT-42');
    const before = Number(sample.workspace.value(page, 'Time Spent') ?? 0);
    const id = randomUUID();
    const answer = await call<Worklog>('POST', '/worklogs', {
      id,
      key: 'NT-42',
      seconds: 5400,
      text: 'fixed flaky test',
    });
    expect(answer.status).toBe(201);
    await deliver();
    const comments = sample.workspace.comments(page);
    expect(comments.at(-1)?.text).toBe('+1.50h — fixed flaky test');
    expect(sample.workspace.value(page, 'Time Spent')).toBe(before + 1.5);
    expect((await call<Worklog>('GET', `/worklogs/${id}`)).body.state).toBe('done');
  });
});
