import * as fc from 'fast-check';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../server/config/environment.ts';
import { openSecretBox } from '../../../server/config/secret.ts';
import { BackupRefusedError } from '../../../server/backup/refused.ts';
import type { Database, OpenDatabase } from '../../../server/database/database.ts';
import { openTestDatabase } from '../../support/database.ts';
import { runs } from '../../support/effort.ts';
import { startTestServer } from '../../support/server.ts';
import { asRestored, contentsOf, exportTo, importFrom, linesOf, openEmpty, rewrite, useFolder } from './support.ts';

/** As the start of a server does, with the secret of the test server. */
async function sealWord(db: Database): Promise<void> {
  await openSecretBox(db, readEnvironment({ TICKMARK_SECRET: 'the secret of the tests' }));
}

describe('an import', () => {
  const file = useFolder();
  /** What there was before, which a refused import leaves as it was. */
  let target: OpenDatabase;
  let source: Awaited<ReturnType<typeof openEmpty>>;
  let before: Awaited<ReturnType<typeof contentsOf>>;
  let whole: Awaited<ReturnType<typeof contentsOf>>;

  beforeAll(async () => {
    source = await openEmpty();
    const server = await startTestServer({
      database: {
        ...source,
        kind: 'embedded',
        lost: new Promise(() => {}),
        migrate: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
    });
    await server.connect();
    await server.call('POST', '/worklogs', {
      id: '00000000-0000-7000-8000-0000000000aa',
      key: 'NT-42',
      seconds: 5400,
      text: 'fixed flaky test',
    });
    await server.call('POST', `/departments/${server.departmentId}/notion/webhooks`);
    await server.close();
    await sealWord(source.db);
    await exportTo(source.db, file('whole'));
    whole = asRestored(await contentsOf(source.db));
    target = await openTestDatabase();
    await importFrom(target.db, file('whole'), { replace: true, secret: 'the secret of the tests' });
    before = await contentsOf(target.db);
  });
  afterAll(() => Promise.all([source.close(), target.close()]));

  /** Says why, and leaves everything as it was. */
  async function expectRefused(
    name: string,
    says: RegExp,
    options: Parameters<typeof importFrom>[2] = { replace: true },
  ) {
    const refused = importFrom(target.db, file(name), options);
    await expect(refused).rejects.toThrow(BackupRefusedError);
    await expect(refused).rejects.toThrow(says);
    expect(await contentsOf(target.db)).toEqual(before);
  }

  function change(name: string, change_: (lines: string[]) => string[]): void {
    rewrite(file('whole'), file(name), change_);
  }

  it('into a database that holds something is refused, with what it holds and what to do', async () => {
    await expectRefused('whole', /not empty \(rows: .*issue 44.*worklog 1.*\).*--replace/u, { replace: false });
  });

  it('of a file that is cut off anywhere is refused, and nothing half is stored', async () => {
    const bytes = readFileSync(file('whole'));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        writeFileSync(file('cut'), bytes.subarray(0, length));
        await expectRefused('cut', /damaged|no backup/u);
      }),
      { numRuns: runs(4) },
    );
  }, 120_000);

  it('of a file in which any byte was changed is refused, unless it says the same', async () => {
    const bytes = readFileSync(file('whole'));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        writeFileSync(file('changed'), changed);
        const answer = await importFrom(target.db, file('changed'), { replace: true }).catch((error: unknown) => error);
        if (answer instanceof BackupRefusedError) expect(await contentsOf(target.db)).toEqual(before);
        else {
          expect(asRestored(await contentsOf(target.db))).toEqual(whole);
          before = await contentsOf(target.db);
        }
      }),
      { numRuns: runs(5) },
    );
  }, 120_000);

  it('of a file from which any line is gone is refused', async () => {
    const count = linesOf(file('whole')).length;
    await fc.assert(
      fc.asyncProperty(fc.nat(count - 1), async (at) => {
        change('shorter', (lines) => lines.toSpliced(at, 1));
        await expectRefused('shorter', /damaged|no backup/u);
      }),
      { numRuns: runs(4) },
    );
  }, 120_000);

  it('of a file with a row that the database does not take names the table and the rows', async () => {
    change('wrong', (lines) => lines.map((line) => line.replace('"seconds":5400', '"seconds":"much"')));
    await expectRefused('wrong', /damaged: one of the rows 1 to 1 of worklog cannot be stored/u);
    change('doubled', (lines) => {
      const at = lines.findIndex((line) => line.includes('"seconds":5400'));
      return lines.toSpliced(at, 0, lines[at] ?? '').map((line) => line.replace('"worklog":1', '"worklog":2'));
    });
    await expectRefused('doubled', /rows 1 to 2 of worklog cannot be stored/u);
  });

  it('of a file with a table of something else, or with something behind its end, is refused', async () => {
    change('foreign', (lines) => lines.map((line) => line.replaceAll('worklog', 'payroll')));
    await expectRefused('foreign', /damaged: there is no table payroll/u);
    change('longer', (lines) => [...lines, '{"more":1}']);
    await expectRefused('longer', /damaged: there is more behind its end/u);
  });

  it('of a small file that holds an endless line is refused before it fills the memory', async () => {
    change('endless', ([header = '']) => [header, '{"tickmark":"table","name":"event"}', 'x'.repeat(70_000_000)]);
    expect(statSync(file('endless')).size).toBeLessThan(1_000_000);
    await expectRefused('endless', /damaged: a line in it is too long/u);
  });

  it.each([
    ['a text', Buffer.from('once upon a time')],
    ['something else that is compressed', gzipSync('{"name":"x"}\n')],
    ['an empty file', Buffer.alloc(0)],
  ])('of %s is refused as no backup', async (_, bytes) => {
    writeFileSync(file('else'), bytes);
    await expectRefused('else', /no backup of Tickmark|cut off/u);
  });

  it('of a file that is not there says so', async () => {
    await expectRefused('missing', /There is no file .*missing/u);
  });

  it('of a backup of a newer version names that version', async () => {
    change('newer', ([header = '', ...lines]) => [
      header
        .replace('"version":"0.1.0"', '"version":"7.0.0"')
        .replace(/"migrations":\[(.*?)\]/u, '"migrations":[$1,"later"]'),
      ...lines,
    ]);
    await expectRefused('newer', /newer version of Tickmark \(7\.0\.0\)\. Install that version/u);
    change('format', ([header = '', ...lines]) => [header.replace('"format":1', '"format":2'), ...lines]);
    await expectRefused('format', /newer version of Tickmark \(0\.1\.0\)/u);
  });

  it('of a backup with an older schema says how to bring it up to date', async () => {
    change('older', ([header = '', ...lines]) => [header.replace(/"migrations":\["/u, '"migrations":["0'), ...lines]);
    await expectRefused('older', /Import it with that version into an empty database; then start this version/u);
  });

  it('with another secret is refused with the three things that can be done', async () => {
    await expectRefused('whole', /TICKMARK_SECRET.*file "secret".*--forget-tokens/u, {
      replace: true,
      secret: 'quite another secret',
    });
  });
});

describe('an import without the secret that is lost', () => {
  const file = useFolder();

  it('takes everything but what was sealed, and every token is asked for again', async () => {
    const server = await startTestServer();
    await server.connect();
    await server.services.db.execute(
      `insert into webhook_subscription (department_id, sealed_token, token_at, confirmed_at, events, duplicates) values ('${server.departmentId}', 'v1.sealed', now(), now(), 3, 0)`,
    );
    await sealWord(server.services.db);
    await exportTo(server.services.db, file('whole'));
    await importFrom(server.services.db, file('whole'), {
      replace: true,
      secret: 'quite another secret',
      forgetTokens: true,
    });
    const contents = await contentsOf(server.services.db);
    expect(JSON.stringify(contents)).not.toContain('v1.');
    expect(contents['issue']).toHaveLength(44);
    expect(contents['webhook_subscription']?.[0]).toContain('"confirmed_at": null');
    const { body } = await server.call<{ state: string; detail: string }>(
      'GET',
      `/departments/${server.departmentId}/notion`,
    );
    expect(body).toMatchObject({ state: 'failing', detail: expect.stringContaining('Enter it again.') as string });
    await server.connect();
    expect((await server.call('GET', `/departments/${server.departmentId}/notion`)).body).toMatchObject({
      state: 'attention',
      detail: null,
    });
    await server.close();
  });
});
