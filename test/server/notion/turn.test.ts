import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';

describe('a write to Notion', () => {
  const server = useTestServer();
  const session = (options = {}) => server().services.notion.session(server().sample.token, options);
  const comments = () => server().sample.workspace.comments(server().sample.workspace.findPage('NT-43'));
  const post = (send: Awaited<ReturnType<ReturnType<typeof session>['turn']>>, notedAt: Date) =>
    send(notedAt, (client) =>
      client.comments.create({
        parent: { page_id: server().sample.workspace.findPage('NT-43') },
        rich_text: [{ text: { content: 'hello' } }],
      }),
    );

  it('leaves within seconds after it was written down that it leaves', async () => {
    const notedAt = server().clock.now();
    const send = await session().turn();
    server().clock.advance(4 * secondMs);
    await post(send, notedAt);
    expect(comments()).toHaveLength(1);
  });

  it('does not leave any more after that, as when the machine slept: somebody else may have taken over', async () => {
    const notedAt = server().clock.now();
    const send = await session().turn();
    server().clock.advance(6 * secondMs);
    await expect(post(send, notedAt)).rejects.toMatchObject({ kind: 'offline' });
    expect(comments()).toEqual([]);
  });

  it('waits for its turn while Notion asks everybody to wait', async () => {
    const { clock } = server();
    await askToWait(30);
    const before = clock.now().getTime();
    await session({ patienceMs: minuteMs }).turn();
    expect(clock.now().getTime() - before).toBe(30 * secondMs);
  });

  it('is told when to come back instead of waiting longer than it wants to', async () => {
    const { clock } = server();
    await askToWait(400);
    const before = clock.now().getTime();
    await expect(session({ patienceMs: minuteMs }).turn()).rejects.toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 400 * secondMs,
    });
    expect(clock.now().getTime()).toBe(before);
  });

  async function askToWait(seconds: number): Promise<void> {
    const headers = { 'retry-after': String(seconds) };
    server().sample.workspace.faults.next({ method: 'POST' }, { answer: { kind: 'status', status: 429, headers } });
    const send = await session().turn();
    await expect(post(send, server().clock.now())).rejects.toMatchObject({ kind: 'rate_limited' });
  }
});
