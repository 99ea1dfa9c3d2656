import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endLeasesOfTheDead } from '../../../server/jobs/lease.ts';
import type { Issue } from '../../../shared/api/issues.ts';
import type { Run } from '../../../shared/api/notion.ts';
import { hourMs } from '../../support/clock.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { book, find, hours, quieten, texts, typeHours } from '../worklogs/support.ts';
import { exportTo, importFrom, useFolder } from './support.ts';

describe('a server on a restored backup that is one hour old', () => {
  const file = useFolder();
  let server: TestServer;
  let backups = 0;

  beforeEach(async () => {
    server = await startTestServer({ environment: { PUBLIC_URL: 'https://time.example.com' } });
    typeHours(server, 10);
    await server.connect();
  });
  afterEach(() => server.close());

  /** A backup, an hour of work, and the store as it was in the backup. */
  async function anHourLost(meanwhile: () => Promise<unknown>): Promise<void> {
    backups += 1;
    const name = file(`backup-${backups}`);
    await exportTo(server.services.db, name, server.clock.now());
    await meanwhile();
    server.clock.advance(hourMs);
    await importFrom(server.services.db, name, { replace: true, clock: server.clock });
  }

  const titleOf = async (key: string) => (await server.call<Issue>('GET', `/issues/${key}`)).body.title;

  it('posts nothing twice: what it owed is found in Notion, and the hours are right', async () => {
    const one = await book(server, { text: 'one' });
    await anHourLost(() => server.deliver());
    await quieten(server);
    expect(texts(server)).toEqual(['+1.50h — one']);
    expect(hours(server)).toBe(11.5);
    expect(await find(server, one)).toMatchObject({ state: 'done' });
    await book(server, { text: 'two', seconds: 3600 });
    await quieten(server);
    expect(texts(server)).toEqual(['+1.50h — one', '+1.00h — two']);
    expect(hours(server)).toBe(12.5);
  });

  it('posts what it owed and never sent', async () => {
    await book(server, { text: 'never left' });
    await anHourLost(() => Promise.resolve());
    await quieten(server);
    expect(texts(server)).toEqual(['+1.50h — never left']);
    expect(hours(server)).toBe(11.5);
  });

  it('reads what was edited meanwhile, though it had read it before', async () => {
    await anHourLost(async () => {
      const { workspace } = server.sample;
      workspace.people.rename(workspace.findPage('NT-42'), 'Edited meanwhile');
      await server.poll();
      expect(await titleOf('NT-42')).toBe('Edited meanwhile');
    });
    expect(await titleOf('NT-42')).not.toBe('Edited meanwhile');
    await server.poll();
    expect(await titleOf('NT-42')).toBe('Edited meanwhile');
  });

  it('compares everything with Notion at its first poll, so that no page that vanished stays', async () => {
    const { workspace } = server.sample;
    await anHourLost(() => Promise.resolve());
    workspace.people.trash(workspace.findPage('NT-42'));
    await server.poll();
    const { body } = await server.call<Issue>('GET', '/issues/NT-42');
    expect(body.state).toBe('trashed');
  });

  it('does not wait for a run that the backup has as running', async () => {
    await server.services.db.execute("update run set state = 'running', ended_at = null");
    await anHourLost(() => Promise.resolve());
    await endLeasesOfTheDead(server.services.db);
    await server.poll();
    const { body } = await server.call<{ items: Run[] }>('GET', `/departments/${server.departmentId}/runs`);
    expect(body.items.map(({ state }) => state)).toEqual(['done', 'failed']);
  });
});
