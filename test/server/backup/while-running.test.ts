import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../shared/errors.ts';
import { runs } from '../../support/effort.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { furnishTwo } from '../http/two-departments.ts';
import { asRestored, contentsOf, importFrom, linesOf, openEmpty, useFolder } from './support.ts';

describe('a backup of a server that runs', () => {
  const file = useFolder();
  let server: TestServer;
  let data = '';

  beforeAll(async () => {
    data = await mkdtemp(path.join(tmpdir(), 'backup-data-'));
    server = await startTestServer({ environment: { TICKMARK_DATA: data } });
    await server.connect();
  });
  afterAll(async () => {
    await server.close();
    await rm(data, { recursive: true });
  });

  async function download(name: string, token = server.token): Promise<Response> {
    const response = await server.request('/api/v1/export', { headers: { authorization: `Bearer ${token}` } });
    if (response.status === 200) writeFileSync(file(name), Buffer.from(await response.arrayBuffer()));
    return response;
  }

  function rowsOf(name: string, table: string): Record<string, string>[] {
    const lines = linesOf(file(name));
    const from = lines.indexOf(JSON.stringify({ tickmark: 'table', name: table }));
    const length = lines.slice(from + 1).findIndex((line) => line.startsWith('{"tickmark":'));
    return lines.slice(from + 1, from + 1 + length).map((line) => JSON.parse(line) as Record<string, string>);
  }

  const book = () =>
    server.call('POST', '/worklogs', {
      id: randomUUID(),
      key: 'NT-42',
      seconds: 5400,
      text: 'while a backup is taken',
    });
  const remove = async (id: string) => server.call('DELETE', `/worklogs/${id}`);

  it('shows one moment, whatever is written meanwhile: no worklog without what it owes, no audit without its deed', async () => {
    const steps = fc.array(fc.constantFrom('book', 'book', 'export', 'remove'), { minLength: 4, maxLength: 14 });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (order) => {
        const open = rowsIn(await server.call<{ items: { id: string }[] }>('GET', '/worklogs?limit=200'));
        const names: string[] = [];
        await Promise.all(
          order.map(async (step) => {
            if (step === 'book') return book();
            if (step === 'remove') return remove(open.pop() ?? randomUUID());
            taken += 1;
            names.push(`taken-${taken}`);
            return download(`taken-${taken}`);
          }),
        );
        for (const name of names) expectWhole(name);
      }),
      { numRuns: runs(6) },
    );
    expect(taken).toBeGreaterThan(3);
  }, 120_000);

  const rowsIn = ({ body }: { body: { items: { id: string }[] } }) => body.items.map(({ id }) => id);

  function expectWhole(name: string): void {
    const worklogs = rowsOf(name, 'worklog');
    const ids = worklogs.map(({ id }) => String(id)).toSorted();
    const effects = rowsOf(name, 'effect');
    const comments = effects.filter(({ kind }) => kind === 'comment').map((effect) => String(effect['subject_id']));
    expect(comments.toSorted()).toEqual(ids);
    const audited = rowsOf(name, 'audit_entry');
    const subjects = (action: string) =>
      audited.filter((entry) => entry['action'] === action).map(({ subject }) => String(subject));
    expect(subjects('worklog.added').toSorted()).toEqual(ids);
    const deleted = worklogs.filter((worklog) => worklog['deleted_at'] !== null).map(({ id }) => String(id));
    expect(subjects('worklog.deleted').toSorted()).toEqual(deleted.toSorted());
  }

  it('is a file to save, leaves nothing in the data folder, and is noted with who took it', async () => {
    const response = await download('noted');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/gzip');
    expect(response.headers.get('content-disposition')).toBe(
      'attachment; filename="tickmark-2026-03-02T090000Z.backup.gz"',
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(readdirSync(data)).toEqual([]);
    await download('after');
    const noted = rowsOf('after', 'audit_entry').filter(({ action }) => action === 'backup.exported');
    expect(noted.length).toBeGreaterThan(0);
    expect(noted[0]?.['actor']).toMatch(/^person:/u);
  });

  it('holds no token that opens anything, and no secret', async () => {
    await download('secrets');
    const text = linesOf(file('secrets')).join('\n');
    for (const secret of [server.token, server.sample.token, 'the secret of the tests'])
      expect(text).not.toContain(secret);
    expect(text).toMatch(/"sealed_token":"v1\./u);
  });

  it('fills another database with the same', async () => {
    await download('same');
    const other = await openEmpty();
    await importFrom(other.db, file('same'));
    const { audit_entry: _, personal_token: __, ...there } = asRestored(await contentsOf(server.services.db));
    expect(asRestored(await contentsOf(other.db))).toMatchObject(there);
    await other.close();
  });

  it('is only for an administrator of every department of the server', async () => {
    const [anchor, beacon] = await furnishTwo(server);
    for (const { token } of [anchor.administrator, beacon.administrator, anchor.developer]) {
      const refused = await download('never', token);
      expect(refused.status).toBe(403);
      expect((await refused.json()) as Problem).toMatchObject({
        code: 'auth.forbidden',
        detail: 'Only an administrator of every department of this server may do this.',
      });
    }
    expect((await download('allowed')).status).toBe(200);
  });
});
