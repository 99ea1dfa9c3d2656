import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { historyOf, nextTick, tick } from '../sources/support.ts';
import { deliver, reachable, setUp } from './support.ts';

describe('the start of a status', () => {
  const server = useTestServer(reachable);
  const workspace = () => server().sample.workspace;
  const pageId = () => workspace().findPage('NT-42');
  const last = async () => (await historyOf(server(), 'NT-42')).at(-1);

  async function connect(): Promise<void> {
    await server().connect();
    await setUp(server());
    server().clock.advance(5 * minuteMs + 17 * secondMs);
  }

  it('is when the event says that it changed, to the second, and known to a minute', async () => {
    await connect();
    workspace().people.setStatus(pageId(), 'QA');
    server().clock.advance(20 * secondMs);
    await deliver(server());
    expect(await last()).toMatchObject({
      status: 'QA',
      startedAt: '2026-03-02T09:05:17.000Z',
      endedAt: null,
      uncertaintySeconds: 60,
    });
    await nextTick(server());
    expect(await last()).toMatchObject({ status: 'QA', startedAt: '2026-03-02T09:05:17.000Z' });
  });

  it('is that of the newest change of the status, not of another property or of the text', async () => {
    await connect();
    const { people, webhooks } = workspace();
    people.setStatus(pageId(), 'In Review');
    server().clock.advance(10 * secondMs);
    people.setStatus(pageId(), 'QA');
    server().clock.advance(10 * secondMs);
    people.setTimeSpent(pageId(), 3);
    people.rename(pageId(), 'Another title');
    webhooks.waiting.reverse();
    await deliver(server());
    expect(await last()).toMatchObject({ status: 'QA', startedAt: '2026-03-02T09:05:27.000Z' });
  });

  it('leaves room for a later change whose event was lost', async () => {
    await connect();
    const { people, webhooks } = workspace();
    people.setStatus(pageId(), 'In Review');
    server().clock.advance(3 * minuteMs);
    people.setStatus(pageId(), 'QA');
    webhooks.waiting.pop();
    await deliver(server());
    expect(await last()).toMatchObject({
      status: 'QA',
      startedAt: '2026-03-02T09:05:17.000Z',
      uncertaintySeconds: 180,
    });
  });

  it('is not taken from an event about a status that was seen before', async () => {
    await connect();
    const { people, webhooks } = workspace();
    people.setStatus(pageId(), 'In Review');
    await deliver(server());
    server().clock.advance(3 * minuteMs);
    people.setStatus(pageId(), 'QA');
    people.rename(pageId(), 'Another title');
    webhooks.waiting.shift();
    await deliver(server());
    const items = await historyOf(server(), 'NT-42');
    expect(items.slice(-2)).toMatchObject([
      { status: 'In Review', startedAt: '2026-03-02T09:05:17.000Z', endedAt: '2026-03-02T09:08:00.000Z' },
      { status: 'QA', startedAt: '2026-03-02T09:08:00.000Z', endedAt: null },
    ]);
  });

  it('is not taken from an event of before the last poll, which saw the same', async () => {
    await connect();
    const { people, webhooks } = workspace();
    people.setStatus(pageId(), 'In Review');
    server().clock.advance(2 * minuteMs);
    await tick(server());
    const before = await historyOf(server(), 'NT-42');
    expect(before.at(-1)).toMatchObject({ status: 'In Review', startedAt: '2026-03-02T09:05:00.000Z' });
    await deliver(server());
    expect(await historyOf(server(), 'NT-42')).toEqual(before);
    people.rename(pageId(), 'Another title');
    webhooks.waiting.splice(0);
    await nextTick(server());
    expect(await historyOf(server(), 'NT-42')).toEqual(before);
  });
});
