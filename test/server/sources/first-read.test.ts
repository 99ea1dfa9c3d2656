import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { expectStoreIsTrue, lastRun, nextTick, requestsDuring, storedIssues, sync, tick, until } from './support.ts';

describe('reading a workspace', () => {
  const server = useTestServer();

  it('after the first read every row is stored as it is in Notion, field by field', async () => {
    await server().connect();
    await expectStoreIsTrue(server());
    const { read, changed, unchanged, quarantined, state, error } = await lastRun(server());
    const count = (await storedIssues(server())).length;
    expect({ read, changed, unchanged, quarantined, state, error }).toEqual({
      read: count,
      changed: count,
      unchanged: 0,
      quarantined: 0,
      state: 'done',
      error: null,
    });
  });

  it('a sync that is run again adds no rows and changes nothing', async () => {
    await server().connect();
    const before = await storedIssues(server());
    server().clock.advance(minuteMs);
    const run = await sync(server());
    expect(await storedIssues(server())).toEqual(before);
    expect(run).toMatchObject({ state: 'done', changed: 0, quarantined: 0 });
    expect(run.unchanged).toBe(run.read);
  });

  it('a tick without changes asks each data source twice: for its schema and for edited rows', async () => {
    const { sample, clock } = server();
    await server().connect();
    clock.advance(10 * minuteMs);
    const requests = await requestsDuring(server(), () => tick(server()));
    const { tasksId, bugsId } = sample;
    expect(requests).toEqual(
      [tasksId, bugsId].flatMap((id) => [`GET /v1/data_sources/${id}`, `POST /v1/data_sources/${id}/query`]),
    );
  });

  it('a column that appears while rows are being read is read by the next sync, though no page counts as edited', async () => {
    const { sample, deliver, call } = server();
    const { people, faults } = sample.workspace;
    const held = faults.next(
      { path: `/v1/data_sources/${sample.bugsId}/query` },
      { answer: { kind: 'real' }, hold: true },
    );
    const connected = server().connect();
    await held.reached;
    await until(async () => (await storedIssues(server())).length === 30);
    await call('POST', '/worklogs', { id: randomUUID(), key: 'NT-42', seconds: 3600, text: 'first' });
    await deliver();
    people.addProperty(sample.bugsId, 'Time Spent', { type: 'number', format: 'number' });
    people.setProperty(sample.workspace.findPage('BUG-1'), 'Time Spent', 3);
    people.dateEdit(sample.workspace.findPage('BUG-1'), new Date('2026-01-01T09:00:00Z'));
    held.release();
    await connected;
    await nextTick(server());
    await expectStoreIsTrue(server());
  });

  it('a sync fetches only pages edited since the last watermark', async () => {
    const { sample, clock } = server();
    await server().connect();
    clock.advance(10 * minuteMs);
    sample.workspace.people.rename(sample.workspace.findPage('NT-1'), 'Edited now');
    const run = await tick(server());
    expect(run.changed).toBe(1);
    expect(run.read).toBeLessThan(5);
    await expectStoreIsTrue(server());
  });
});
