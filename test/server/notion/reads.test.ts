import { pino } from 'pino';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createBudgetStore } from '../../../server/budgets/budgets.repository.ts';
import { backoffMs, createNotionGateway } from '../../../server/notion/gateway.ts';
import { readDataSource, readPage } from '../../../server/notion/reading.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';

describe('a read from Notion', () => {
  const server = useTestServer();
  const session = (options = {}) => server().services.notion.session(server().sample.token, options);
  const failing = (status: number, times: number) =>
    server().sample.workspace.faults.next({ times }, { answer: { kind: 'status', status } });

  it('is tried six times before it is given up', async () => {
    const handle = failing(503, 99);
    await expect(readDataSource(session(), server().sample.tasksId)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(handle.hits()).toBe(6);
  });

  it.each([400, 401, 403, 404])('is not repeated when Notion answers %i, which would not change', async (status) => {
    const handle = failing(status, 99);
    await expect(readPage(session(), server().sample.plainPageId)).rejects.toMatchObject({ status });
    expect(handle.hits()).toBe(1);
  });

  it('waits longer from try to try, never more than half a minute, and not always the same time', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoffMs(attempt, 0.5));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect([backoffMs(3, 0), backoffMs(3, 1)]).toEqual([1500, 2500]);
  });

  it('is sent no earlier than an answer asks for, whatever its status, and not at all to who cannot wait so long', async () => {
    const { clock, sample } = server();
    const answer = { kind: 'status', status: 503, headers: { 'retry-after': '400' } } as const;
    const html = { kind: 'status', status: 502, headers: { 'retry-after': '90' }, body: '<html>' } as const;
    for (const [failure, seconds] of [
      [answer, 400],
      [html, 90],
    ] as const) {
      const askedAt = clock.now().getTime();
      sample.workspace.faults.next({}, { answer: failure });
      await readDataSource(session(), sample.tasksId);
      expect(clock.now().getTime() - askedAt).toBe(seconds * secondMs);
    }
    sample.workspace.faults.next({}, { answer });
    const hurried = readDataSource(session({ patienceMs: 20 * secondMs }), sample.tasksId);
    await expect(hurried).rejects.toMatchObject({ kind: 'unavailable', retryAfterMs: 400 * secondMs });
  });

  it('counts every request it sent', async () => {
    failing(503, 2);
    const one = session();
    await readDataSource(one, server().sample.tasksId);
    expect(one.requests()).toBe(3);
    expect(session().requests()).toBe(0);
  });

  it('knows the clock of Notion from its last answer', async () => {
    const one = session();
    const { clock } = server();
    await readDataSource(one, server().sample.tasksId);
    expect(one.notionNow()).toEqual(clock.now());
    clock.advance(90 * secondMs);
    expect(one.notionNow()).toEqual(clock.now());
  });

  it('shares its budget with all others that use the same token', async () => {
    const { clock, services, sample } = server();
    const gateway = createNotionGateway({
      baseUrl: services.environment.NOTION_BASE_URL,
      requestsPerMinute: 5,
      log: services.log,
      store: createBudgetStore(services.db),
      nowMs: () => clock.now().getTime(),
      sleep: (durationMs) => {
        clock.advance(durationMs);
        return Promise.resolve();
      },
      random: () => 0.5,
    });
    const before = clock.now().getTime();
    for (let sent = 0; sent < 5; sent += 1) await readDataSource(gateway.session(sample.token), sample.tasksId);
    expect(clock.now().getTime()).toBe(before);
    await readDataSource(gateway.session(sample.token), sample.tasksId);
    expect(clock.now().getTime()).toBe(before + minuteMs + 500);
    const other = sample.workspace.people.addToken({ name: 'Other' });
    sample.workspace.people.share(sample.databaseId, other.integrationId);
    await readDataSource(gateway.session(other.token), sample.tasksId);
    expect(clock.now().getTime()).toBe(before + minuteMs + 500);
  });

  it('puts the token into no log line and no error, whatever fails', async () => {
    const { services, sample, clock } = server();
    const lines: string[] = [];
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        lines.push(chunk.toString());
        done();
      },
    });
    const gateway = createNotionGateway({
      baseUrl: services.environment.NOTION_BASE_URL,
      requestsPerMinute: 6000,
      log: pino({ level: 'trace' }, sink),
      store: createBudgetStore(services.db),
      nowMs: () => clock.now().getTime(),
      sleep: (durationMs) => {
        clock.advance(durationMs);
        return Promise.resolve();
      },
      random: () => 0.5,
      deadlineMs: 300,
    });
    const errors: unknown[] = [];
    const answers = [400, 401, 403, 404, 409, 429, 500, 503].map((status) => ({ kind: 'status', status }) as const);
    for (const answer of [...answers, { kind: 'truncated' }, { kind: 'reset' }, { kind: 'silence' }] as const) {
      sample.workspace.faults.next({ times: 9 }, { answer });
      await readPage(gateway.session(sample.token), sample.plainPageId).catch((error: unknown) => errors.push(error));
      sample.workspace.faults.clear();
    }
    expect(errors).toHaveLength(11);
    expect(lines.length).toBeGreaterThan(20);
    const told = errors.map((error) => `${String(error)} ${(error as Error).stack} ${JSON.stringify(error)}`);
    expect([...lines, ...told].join('\n')).not.toContain(sample.token.slice(4, 30));
  });
});
