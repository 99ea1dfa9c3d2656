import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPostgres } from '../../server/database/connect.ts';
import type { OpenDatabase } from '../../server/database/database.ts';
import { isDatabaseThere } from '../../server/database/health.ts';
import { startLoop } from '../../server/jobs/loop.ts';
import type { Problem } from '../../shared/errors.ts';
import type { Worklog } from '../../shared/api/worklogs.ts';
import { onPostgres, openCopy } from '../support/database.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

describe.skipIf(!onPostgres)('a database that goes away and comes back', () => {
  let copy: OpenDatabase & { url: string };
  let wire: TcpProxy;
  let server: TestServer;
  beforeEach(async () => {
    copy = await openCopy(process.env['TEST_DATABASE_URL'] ?? '');
    const url = new URL(copy.url);
    wire = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.port = String(wire.port);
    server = await startTestServer({ database: openPostgres(url.toString(), '', 5) });
    await server.connect();
  });
  afterEach(async () => {
    await server.close();
    await wire.close();
    await copy.close();
  });

  const book = (id = randomUUID()) =>
    server.call<Worklog & Problem>('POST', '/worklogs', { id, key: 'NT-42', seconds: 60, text: 'written' });
  const countComments = () =>
    server.sample.workspace
      .comments(server.sample.workspace.findPage('NT-42'))
      .filter(({ text }) => text.endsWith('written')).length;

  /** Requests until one works again: a connection is made anew after a moment. */
  async function untilBack(): Promise<number> {
    for (let failures = 0; ; failures += 1) {
      if ((await server.call('GET', '/me')).status === 200) return failures;
      await nextTurn();
    }
  }

  it('answers 503 and says so while it is away, and works again by itself', async () => {
    await wire.cut();
    for (const answer of [
      await server.call<Problem>('GET', '/issues'),
      await book(),
      await server.call('GET', '/me'),
    ]) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'server.unavailable' } });
      expect(answer.headers.get('retry-after')).toBe('5');
    }
    const health = await server.request('/health');
    expect([health.status, await health.json()]).toMatchObject([
      503,
      { status: 'unavailable', database: { state: 'away' } },
    ]);
    await wire.mend();
    await untilBack();
    expect((await book()).status).toBe(201);
    expect((await server.request('/health')).status).toBe(200);
  });

  it('is reported by health also when nothing comes back at all', async () => {
    wire.freeze();
    expect(await isDatabaseThere(server.services, 50)).toBe(false);
    wire.thaw();
    await untilBack();
    expect(await isDatabaseThere(server.services)).toBe(true);
  });

  it('answers every request that was under way, with what was done or with 503', async () => {
    const ids = Array.from({ length: 30 }, () => randomUUID());
    const answers = ids.map((id) => book(id));
    await answers[0];
    await wire.cut();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(new Set([...statuses, 201, 503])).toEqual(new Set([201, 503]));
    await wire.mend();
    await untilBack();
    for (const id of ids) await book(id);
    const { body } = await server.call<{ items: Worklog[] }>('GET', '/worklogs?limit=200');
    expect(body.items.map((item) => item.id).toSorted()).toEqual(ids.toSorted());
  });

  it('does not stop the jobs: what was owed is delivered once it is back, once', async () => {
    const count = { turns: 0 };
    const looped = startLoop('WorklogOutbox', 5, server.services.log, async () => {
      count.turns += 1;
      await server.deliver();
    });
    const { body } = await book();
    await wire.cut();
    const enough = count.turns + 20;
    while (count.turns < enough) await nextTurn();
    await wire.mend();
    await untilBack();
    let state = '';
    while (state !== 'done') {
      state = (await server.call<Worklog>('GET', `/worklogs/${body.id}`)).body.state;
      server.clock.advance(1000);
      await nextTurn();
    }
    await looped.stop();
    expect(countComments()).toBe(1);
  });

  it('survives that PostgreSQL ends every connection', async () => {
    const administrator = postgres(copy.url, { max: 1, onnotice: () => {} });
    for (let round = 0; round < 5; round += 1) {
      await administrator.unsafe(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
      const answers = await Promise.all(Array.from({ length: 8 }, () => book()));
      for (const { status } of answers) expect([201, 503]).toContain(status);
      await untilBack();
    }
    expect((await book()).status).toBe(201);
    await administrator.end();
  });

  it('never commits half of a transaction whose connection broke', async () => {
    const { db } = server.services;
    const broken = db.transaction(async (tx) => {
      await tx.execute(sql`insert into server_setting (name, value) values ('half', 'done')`);
      await wire.cut();
      await wire.mend();
      await tx.execute(sql`insert into server_setting (name, value) values ('other half', 'done')`);
    });
    await expect(broken).rejects.toThrow();
    await untilBack();
    const found = await copy.db.execute(sql`select name from server_setting where value = 'done'`);
    expect(found).toHaveLength(0);
  });
});

/** Lets sockets and timers do their work. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
