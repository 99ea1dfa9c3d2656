import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../support/server.ts';
import { book, find, hours, posted, requestsSince, texts } from './support.ts';

describe('the comment of a worklog', () => {
  const server = useTestServer();

  it('reads exactly "+1.50h — fixed flaky test", and Time Spent grows by the duration in hours', async () => {
    const { connect, deliver } = server();
    await connect();
    const worklog = await book(server(), { seconds: 5400, text: 'fixed flaky test' });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h \u2014 fixed flaky test']);
    expect(hours(server())).toBe(4);
    expect(await find(server(), worklog)).toMatchObject({
      state: 'done',
      comment: { state: 'done' },
      timeSpent: { state: 'done' },
    });
  });

  it('has no dash when there is no text', async () => {
    const { connect, deliver } = server();
    await connect();
    await book(server(), { seconds: 5400, text: ' \n ' });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h']);
  });

  it('holds a text longer than 2,000 characters whole, in parts that Notion takes', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const text = `${'x'.repeat(1999)}😀${'y'.repeat(9000)} the end`;
    await book(server(), { seconds: 5400, text });
    await deliver();
    expect(texts(server())).toEqual([`+1.50h — ${text}`]);
    const stored = sample.workspace.snapshot().comments.find(({ id }) => id === posted(server())[0]?.id);
    const lengths = (stored?.parts ?? []).map((part) => (part.kind === 'text' ? part.text.length : 0));
    expect(lengths.length).toBeGreaterThan(5);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2000);
  });

  it('keeps line breaks, markup and markers of other languages as they were typed', async () => {
    const { connect, deliver } = server();
    await connect();
    const text = 'first\nsecond **not bold** [no](https://example.com) @nobody عربي';
    await book(server(), { text });
    await deliver();
    expect(texts(server())).toEqual([`+1.50h — ${text}`]);
  });

  it('is shown under the name of the person who booked, though the bot wrote it', async () => {
    const { connect, deliver, addDeveloper, sample } = server();
    await connect();
    const dev = await addDeveloper('Mara Lindqvist');
    await book(server(), { text: 'pairing' }, dev.token);
    await deliver();
    expect(posted(server())).toMatchObject([
      { createdBy: sample.botId, displayName: { type: 'custom', name: 'Mara Lindqvist' } },
    ]);
  });

  it('carries no product name, not in its text, its author or its links', async () => {
    const { connect, deliver } = server();
    await connect();
    await book(server(), { text: 'white label' });
    await deliver();
    expect(JSON.stringify(posted(server())).toLowerCase()).not.toContain('tickmark');
  });

  it('has no link when people cannot reach the server from outside', async () => {
    const { connect, deliver } = server();
    await connect();
    await book(server());
    await deliver();
    expect(posted(server())).toMatchObject([{ links: [] }]);
  });

  it('is posted once for each worklog, three times 20 minutes as +0.33h each, while Time Spent grows by 1.00', async () => {
    const { connect, deliver } = server();
    await connect();
    for (let count = 0; count < 3; count += 1) await book(server(), { key: 'NT-43', seconds: 1200 });
    await deliver();
    expect(texts(server(), 'NT-43')).toEqual(['+0.33h', '+0.33h', '+0.33h']);
    expect(hours(server(), 'NT-43')).toBe(1);
  });

  it('is written with the same token as the number', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    await book(server());
    const from = sample.workspace.requestsLog.length;
    await deliver();
    const labels = sample.workspace.requestsLog.slice(from).map(({ tokenLabel }) => tokenLabel);
    expect(labels).toEqual(['sample token', 'sample token', 'sample token']);
  });

  it('costs one request, and the number one look and one write for all that wait together on a page', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    for (const text of ['one', 'two', 'three']) await book(server(), { text });
    const from = sample.workspace.requestsLog.length;
    await deliver();
    expect(requestsSince(server(), from)).toEqual([
      'POST /v1/comments',
      'POST /v1/comments',
      'POST /v1/comments',
      'GET /v1/pages/…',
      'PATCH /v1/pages/…',
    ]);
  });
});

describe('the comment of a worklog, with a public address', () => {
  const server = useTestServer({ environment: { PUBLIC_URL: 'https://time.example.com/team/' } });

  it('links its hours, and only these, to the worklog', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    const id = randomUUID();
    await book(server(), { id, text: 'fixed flaky test' });
    await deliver();
    expect(posted(server())).toMatchObject([
      { text: '+1.50h — fixed flaky test', links: [`https://time.example.com/team/w/${id}`] },
    ]);
    const stored = sample.workspace.snapshot().comments.find((comment) => comment.id === posted(server())[0]?.id);
    expect(stored?.parts[0]).toMatchObject({ text: '+1.50h', url: `https://time.example.com/team/w/${id}` });
    expect(JSON.stringify(posted(server())).toLowerCase()).not.toContain('tickmark');
  });
});
