import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, closedAddress, deliverWith, find, hours, texts, withNotionAt } from './support.ts';
import { numbering, posting } from './unclear-ends.ts';

describe('Notion asks to wait', () => {
  const server = useTestServer();

  it.each([
    ['for 1 second', 429, { 'retry-after': '1' }, 1],
    ['for a minute', 429, { 'retry-after': '60' }, 60],
    ['for 400 seconds', 429, { 'retry-after': '400' }, 400],
    ['without saying how long', 429, {}, 0.5],
    ['because it is overloaded', 529, { 'retry-after': '30' }, 30],
    ['because two saves collided', 409, {}, 0.5],
  ])('%s (%s): the comment and the number come then, and not before', async (_, status, headers, seconds) => {
    const { connect, sample, clock } = server();
    await connect();
    await book(server(), { text: 'patience' });
    for (const match of [posting, numbering]) {
      sample.workspace.faults.next(match, { answer: { kind: 'status', status, headers } });
    }
    const from = sample.workspace.requestsLog.length;
    for (let looks = 0; looks < 2 * seconds + 100; looks += 1) {
      await deliverWith(server().services);
      clock.advance(secondMs);
    }
    const log = sample.workspace.requestsLog.slice(from);
    for (const { method, path } of [posting, numbering]) {
      const sent = log.filter((entry) => entry.method === method && entry.path.startsWith(String(path)));
      expect(sent).toHaveLength(2);
      const [first = 0, second = 0] = sent.map(({ at }) => Date.parse(at));
      expect((second - first) / secondMs).toBeGreaterThanOrEqual(seconds);
    }
    expect(texts(server())).toEqual(['+1.50h — patience']);
    expect(hours(server())).toBe(4);
  });

  it('until a date: the comment comes then, and not before', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    await book(server());
    const headers = { 'retry-after': 'Mon, 02 Mar 2026 09:10:00 GMT' };
    sample.workspace.faults.next(posting, { answer: { kind: 'status', status: 429, headers } });
    await deliver();
    clock.set('2026-03-02T09:09:59Z');
    await deliver();
    expect(texts(server())).toEqual([]);
    clock.set('2026-03-02T09:10:00Z');
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
  });

  it('or has blocked the connection: that is said, and not tried again for hours', async () => {
    const { connect, deliver, sample, clock } = server();
    await connect();
    const worklog = await book(server());
    const additionalData = { rate_limit_reason: 'public_api_request_blocked' };
    const blocked = sample.workspace.faults.next(
      { method: 'POST', path: '/v1/comments', times: 100 },
      { answer: { kind: 'status', status: 429, additionalData } },
    );
    for (let hour = 0; hour < 5; hour += 1) {
      await deliver();
      clock.advance(60 * minuteMs);
    }
    expect(blocked.hits()).toBe(1);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'blocked',
      comment: { code: 'notion.blocked', detail: expect.stringMatching(/Contact Notion support/u) },
    });
  });
});

describe('Notion cannot be reached', () => {
  const server = useTestServer();

  it('so nothing was sent: it waits, says so, and comes once Notion is there', async () => {
    const { connect, deliver, clock } = server();
    await connect();
    const worklog = await book(server(), { text: 'offline' });
    await deliverWith(withNotionAt(server(), await closedAddress()));
    expect(await find(server(), worklog)).toMatchObject({
      state: 'pending',
      comment: { state: 'pending', code: 'notion.unavailable', detail: expect.stringMatching(/cannot be reached/u) },
    });
    clock.advance(10 * secondMs);
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — offline']);
    expect(hours(server())).toBe(4);
  });
});
