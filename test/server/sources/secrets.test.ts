import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { rows } from '../../../server/database/database.ts';
import { jobContext } from '../../../server/services.ts';
import { startSync } from '../../../server/sources/sync.usecases.ts';
import { useTestServer } from '../../support/server.ts';
import { connectionOf, save } from './support.ts';

describe('the Notion token', () => {
  const server = useTestServer();

  it('is never answered again: the settings show everything else', async () => {
    await server().connect();
    const { sample, departmentId } = server();
    const shown = await connectionOf(server());
    expect(Object.keys(shown).toSorted()).toEqual([
      'database',
      'detail',
      'enabled',
      'hasToken',
      'lastRun',
      'nextRunAt',
      'prefix',
      'sources',
      'state',
      'workspace',
    ]);
    expect(shown).toMatchObject({
      enabled: true,
      database: sample.databaseId.replaceAll('-', ''),
      prefix: 'NT',
      hasToken: true,
      workspace: 'Sample workspace',
      lastRun: { departmentId, job: 'NotionSyncCronJob', state: 'done' },
    });
    expect(shown.sources.map(({ name, issues, properties }) => ({ name, issues, title: properties['title'] }))).toEqual(
      [
        { name: 'Tasks', issues: 30, title: 'Name' },
        { name: 'Bugs', issues: 14, title: 'Bug' },
      ],
    );
  });

  it('is in no answer, no table, no audit entry and no log line, whatever goes wrong', async () => {
    const { services, sample, call, departmentId, settled } = server();
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    services.log = pino({ level: 'trace' }, sink);
    const answers: unknown[] = [];
    const settings = { enabled: true, database: sample.databaseUrl, token: sample.token, prefix: 'NT' };
    const path = `/departments/${departmentId}/notion`;
    const { faults, people } = sample.workspace;
    answers.push(await call('PUT', path, settings), await call('POST', `${path}/test`, settings));
    answers.push(
      await call('PUT', path, { ...settings, prefix: '!' }),
      await call('PUT', path, { token: sample.token }),
    );
    for (const status of [400, 401, 403, 404, 409, 429, 500, 503]) {
      faults.next({ times: 3 }, { answer: { kind: 'status', status, message: 'No.' } });
      answers.push(await call('POST', `${path}/test`, settings));
      await startSync(services, jobContext(services, 'NotionSyncCronJob', departmentId), 'cron');
      await settled();
      faults.clear();
    }
    people.revokeToken(sample.token);
    answers.push(await call('PUT', path, settings), await call('POST', `/notion/sync/${departmentId}`));
    await settled();
    answers.push(await call('GET', path), await call('GET', `/departments/${departmentId}/runs`));
    const tables = rows<{ name: string }>(
      await services.db.execute(sql`select tablename as name from pg_tables where schemaname = 'public'`),
    );
    const stored = [];
    for (const { name } of tables) {
      stored.push(rows(await services.db.execute(sql.raw(`select row_to_json(t)::text from "${name}" t`))));
    }
    const everything = JSON.stringify([answers, stored, lines]);
    expect(lines.join()).toContain('sync ended');
    expect(everything).toContain('notion.auth');
    expect(everything.includes(sample.token)).toBe(false);
    expect(everything.includes(sample.token.slice(4, 30))).toBe(false);
  });

  it('when the secret of the server was exchanged, the run says that the token must be entered again', async () => {
    await server().connect();
    const { services, departmentId } = server();
    services.secrets = {
      ...services.secrets,
      open: () => {
        throw new Error('Sealed with another secret.');
      },
    };
    await server().poll();
    const { lastRun, state, detail } = await connectionOf(server());
    expect(lastRun?.error?.code).toBe('notion.auth');
    expect({ state, detail }).toEqual({ state: 'failing', detail: expect.stringContaining('TICKMARK_SECRET') });
    expect((await server().call('GET', `/departments/${departmentId}/runs`)).status).toBe(200);
    expect((await save(server())).status).toBe(200);
  });
});
