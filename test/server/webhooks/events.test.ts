import { describe, expect, it } from 'vitest';
import { keepEventsMs } from '../../../server/webhooks/subscription.ts';
import { deleteWebhookEventsBefore } from '../../../server/webhooks/webhooks.repository.ts';
import { webhookEvent } from '../../../server/webhooks/webhooks.table.ts';
import { dayMs, hourMs, minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import {
  expectStoreIsTrue,
  lastRun,
  nextTick,
  readIssue,
  requestsDuring,
  storedIssues,
  storedPage,
} from '../sources/support.ts';
import { deliver, reachable, send, setUp, signedWith, turn, webhooksOf } from './support.ts';

describe('an event', () => {
  const server = useTestServer(reachable);
  const workspace = () => server().sample.workspace;
  const page = (key = 'NT-42') => workspace().findPage(key);

  async function connect(): Promise<string> {
    await server().connect();
    return (await setUp(server())).token;
  }

  it('has its page read, and nothing else', async () => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    const asked = await requestsDuring(server(), () => deliver(server()));
    expect(asked).toEqual([`GET /v1/pages/${page()}`]);
    expect((await readIssue(server(), 'NT-42')).status).toBe('In Review');
    await expectStoreIsTrue(server());
  });

  it('of any kind of change to a page brings that page up to date', async () => {
    await connect();
    const { people } = workspace();
    const made = people.createPage(server().sample.tasksId, { title: 'New here' });
    await deliver(server());
    expect((await storedPage(server(), made)).title).toBe('New here');
    people.rename(page(), 'Another title');
    people.trash(page('NT-41'));
    people.movePage(page('NT-40'), server().sample.bugsId);
    await deliver(server());
    expect((await storedPage(server(), page())).title).toBe('Another title');
    await expectStoreIsTrue(server());
    const trashed = (await storedIssues(server())).find(({ projectKey }) => projectKey === 'NT-41');
    expect(trashed?.state).toBe('trashed');
    people.restore(trashed?.pageId ?? '');
    await deliver(server());
    await expectStoreIsTrue(server());
  });

  it('of a page that left for where nobody reads says that it moved, after Notion said the same', async () => {
    await connect();
    const { people } = workspace();
    const pageId = page();
    const { databaseId, dataSourceIds } = people.addDatabase('Archive', [
      { title: 'Old', columns: [{ name: 'Name', type: 'title' }] },
    ]);
    people.share(databaseId);
    people.movePage(pageId, dataSourceIds[0] ?? '');
    await deliver(server());
    expect((await storedPage(server(), pageId)).state).toBe('moved');
    people.movePage(pageId, server().sample.tasksId);
    await deliver(server());
    expect((await storedPage(server(), pageId)).state).toBe('active');
    await expectStoreIsTrue(server());
  });

  it('of a page in no source of the department changes nothing', async () => {
    await connect();
    const before = await storedIssues(server());
    workspace().people.writeParagraph(server().sample.plainPageId, 'More of the handbook');
    expect(await deliver(server())).toEqual([200]);
    expect(await storedIssues(server())).toEqual(before);
    expect((await webhooksOf(server())).queued).toBe(0);
  });

  it('of a changed schema starts a run soon, and pages of other events are read by the new schema', async () => {
    await connect();
    const { people } = workspace();
    const before = await lastRun(server());
    people.addStatusOption(server().sample.tasksId, 'Waiting for legal', 'In progress');
    people.setStatus(page(), 'Waiting for legal');
    await deliver(server());
    const run = await lastRun(server());
    expect(run.id).not.toBe(before.id);
    expect(run).toMatchObject({ trigger: 'webhook', state: 'done' });
    await turn(server());
    expect(await readIssue(server(), 'NT-42')).toMatchObject({ status: 'Waiting for legal' });
    expect((await webhooksOf(server())).queued).toBe(0);
    await expectStoreIsTrue(server());
  });

  it('of the schema of a data source that nobody reads starts none', async () => {
    const token = await connect();
    const before = await lastRun(server());
    const body = JSON.stringify({
      id: 'an-event',
      type: 'data_source.schema_updated',
      timestamp: server().clock.now().toISOString(),
      entity: { id: server().sample.privateDatabaseId, type: 'data_source' },
    });
    await send(server(), body, signedWith(token, body));
    await turn(server());
    expect((await lastRun(server())).id).toBe(before.id);
    expect((await webhooksOf(server())).queued).toBe(0);
  });

  it('of another kind is received, and nothing is read for it', async () => {
    const token = await connect();
    workspace().people.setLocked(page(), true);
    for (const type of [
      'comment.created',
      'database.moved',
      'view.updated',
      'page.transcription_block.transcript_deleted',
      'of.tomorrow',
    ]) {
      const body = JSON.stringify({ id: type, type, entity: { id: page(), type: 'page' } });
      expect((await send(server(), body, signedWith(token, body))).status).toBe(200);
    }
    const asked = await requestsDuring(server(), () => deliver(server()));
    expect(asked).toEqual([]);
    expect(await webhooksOf(server())).toMatchObject({ events: 6, queued: 0 });
  });

  it('that comes twice, or again after an answer that was lost, is one event', async () => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    const { waiting } = workspace().webhooks;
    const [first] = waiting;
    if (first !== undefined) waiting.push(first, { ...first, event: { ...first.event, attempt_number: 2 } });
    const asked = await requestsDuring(server(), () => deliver(server()));
    expect(asked).toHaveLength(1);
    if (first !== undefined) waiting.push({ ...first, event: { ...first.event, attempt_number: 8 } });
    server().clock.advance(dayMs);
    expect(await requestsDuring(server(), () => deliver(server()))).toEqual([]);
    expect(await webhooksOf(server())).toMatchObject({ events: 1, duplicates: 3 });
  });

  it('that comes twice at the same moment is one event', async () => {
    const token = await connect();
    const body = JSON.stringify({ id: 'one', type: 'page.created', entity: { id: page(), type: 'page' } });
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(server(), body, signedWith(token, body))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await webhooksOf(server())).toMatchObject({ events: 1, duplicates: 4, queued: 1 });
  });

  it('is known again for seven days, and then let go', async () => {
    await connect();
    const { db } = server().services;
    const kept = async () => db.$count(webhookEvent);
    workspace().people.setStatus(page(), 'In Review');
    await deliver(server());
    const forget = () => deleteWebhookEventsBefore(db, new Date(server().clock.now().getTime() - keepEventsMs));
    server().clock.advance(7 * dayMs);
    await forget();
    expect(await kept()).toBe(1);
    server().clock.advance(minuteMs);
    await forget();
    expect(await kept()).toBe(0);
  });

  it('that is played again after we forgot it is too old to count', async () => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    const [recorded] = workspace().webhooks.waiting;
    await deliver(server());
    server().clock.advance(7 * dayMs + minuteMs);
    await server().services.db.delete(webhookEvent);
    if (recorded !== undefined) workspace().webhooks.waiting.push(recorded);
    expect(await requestsDuring(server(), () => deliver(server()))).toEqual([]);
    expect(await webhooksOf(server())).toMatchObject({ events: 1, duplicates: 0, queued: 0 });
  });

  it('that is late or out of order changes nothing: what Notion answers decides', async () => {
    await connect();
    const { people, webhooks } = workspace();
    people.setStatus(page(), 'In Review');
    people.trash(page());
    server().clock.advance(2 * minuteMs);
    const pageId = webhooks.waiting[0]?.event.entity.id ?? '';
    people.restore(pageId);
    people.setStatus(pageId, 'QA');
    webhooks.waiting.reverse();
    const late = webhooks.waiting.splice(2);
    await deliver(server());
    await expectStoreIsTrue(server());
    const before = await storedIssues(server());
    server().clock.advance(23 * hourMs);
    webhooks.waiting.push(...late);
    expect(await deliver(server())).toEqual([200, 200]);
    expect(await storedIssues(server())).toEqual(before);
  });

  it('that is lost costs nothing but time: the next tick reads the same', async () => {
    await connect();
    workspace().people.setStatus(page(), 'In Review');
    workspace().webhooks.waiting.length = 0;
    await turn(server());
    expect((await readIssue(server(), 'NT-42')).status).not.toBe('In Review');
    await nextTick(server());
    expect((await readIssue(server(), 'NT-42')).status).toBe('In Review');
    await expectStoreIsTrue(server());
  });

  it('of a burst of edits has the page read once', async () => {
    await connect();
    for (const title of ['One', 'Two', 'Three']) workspace().people.rename(page(), title);
    workspace().people.setStatus(page(), 'In Review');
    workspace().people.setTimeSpent(page(), 3);
    expect(workspace().webhooks.waiting).toHaveLength(5);
    workspace().webhooks.aggregate();
    expect(workspace().webhooks.waiting).toHaveLength(2);
    expect(await requestsDuring(server(), () => deliver(server()))).toHaveLength(1);
    await expectStoreIsTrue(server());
  });

  it('of what our own bot wrote is not read for, unless somebody else had a hand in it', async () => {
    await connect();
    const { people, webhooks } = workspace();
    const { botId } = server().sample;
    people.setProperty(page(), 'Time Spent', 4, botId);
    expect(await requestsDuring(server(), () => deliver(server()))).toEqual([]);
    people.setProperty(page(), 'Time Spent', 5, botId);
    people.setStatus(page(), 'In Review');
    webhooks.aggregate();
    expect(webhooks.waiting[0]?.event.authors.map(({ type }) => type)).toEqual(['bot', 'person']);
    expect(await requestsDuring(server(), () => deliver(server()))).toHaveLength(1);
    await expectStoreIsTrue(server());
  });

  it('before the first read of a source waits for nothing: that read has the page in it', async () => {
    await server().call('PUT', `/departments/${server().departmentId}/notion/webhooks`);
    await setUp(server());
    workspace().people.setStatus(page(), 'In Review');
    expect(await deliver(server())).toEqual([200]);
    expect(await storedIssues(server())).toEqual([]);
    await server().connect();
    await turn(server());
    await expectStoreIsTrue(server());
  });
});
