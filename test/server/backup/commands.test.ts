import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCli, type CliProcess } from '../../support/cli.ts';
import { makeDatabase } from '../../replicas/postgres.ts';
import { onPostgres } from '../../support/database.ts';
import { withHeartbeats } from './many-heartbeats.ts';
import { linesOf, rewrite } from './support.ts';

const work = mkdtempSync(path.join(tmpdir(), 'bk-'));
const file = (name: string) => path.join(work, name);
/** More than an import tells of at once. */
const many = 12_000;
const token = 'tm_token-of-the-backup-test-0123456789';

/** Notion as far as somebody without a token sees it, with a clock of its own. */
const notion = createServer((_, response) => {
  response.writeHead(401, { date: notionDate ?? new Date().toUTCString() }).end('{}');
});
let notionDate: string | undefined;

beforeAll(() => new Promise<void>((resolve) => void notion.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  await new Promise((resolve) => notion.close(resolve));
  rmSync(work, { recursive: true, force: true });
});

type Variables = Record<string, string>;

function start(args: readonly string[], env: Variables = {}): CliProcess {
  const { port } = notion.address() as AddressInfo;
  const base = {
    TICKMARK_DATA: file('data'),
    PORT: '0',
    NOTION_BASE_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'error',
  };
  return startCli(args, { ...base, ...env }, work);
}

async function run(args: readonly string[], env: Variables = {}): Promise<{ code: number | null; said: string }> {
  const started = start(args, env);
  const { code } = await started.ended;
  return { code, said: started.output() };
}

/** The rows of a backup without what is written at every start and export. */
const rowsOf = (name: string) =>
  linesOf(file(name)).filter((line) => !/"tickmark":|"backup\.|"last_used_at"|"restored_at"/u.test(line));

describe('the commands of a backup', () => {
  it('back up a server that runs and one that is stopped, and fill a folder that has nothing', async () => {
    expect((await run(['export', file('nothing')])).said).toContain('There is nothing to back up');
    expect(existsSync(file('data'))).toBe(false);
    const server = start(['serve'], { TICKMARK_ADMIN_TOKEN: token });
    await server.until(/ready at/u);
    const without = await run(['export', file('live')]);
    expect(without).toMatchObject({ code: 1, said: expect.stringContaining('Set TICKMARK_ADMIN_TOKEN') as string });
    const wrong = await run(['export', file('live')], { TICKMARK_ADMIN_TOKEN: `${token}-not` });
    expect(wrong.said).toContain('The server refuses: This token is unknown here or was revoked. Sign in again');
    const live = await run(['export', file('live')], { TICKMARK_ADMIN_TOKEN: token });
    expect(live).toMatchObject({ code: 0, said: expect.stringMatching(/Backed up \d+ rows/u) as string });
    expect(statSync(file('live')).mode & 0o777).toBe(0o600);
    expect((await run(['import', file('live')])).said).toMatch(/in use by process \d+\. Stop that server first/u);
    const well = await run(['doctor'], { PORT: '1' });
    expect(well).toMatchObject({
      code: 0,
      said: expect.stringMatching(/in use by the server at .*which says that it is well/u) as string,
    });
    await server.kill('SIGTERM');
    expect(await run(['export', file('stopped')])).toMatchObject({ code: 0 });
    expect(rowsOf('stopped')).toEqual(rowsOf('live'));
    const again = await run(['export', file('stopped')]);
    expect(again).toMatchObject({
      code: 1,
      said: expect.stringContaining('already, and it was left as it is') as string,
    });
    expect(readdirSync(work).filter((name) => name.includes('unfinished'))).toEqual([]);
  }, 120_000);

  it('restore wholly or not at all: an import that is killed half way leaves what there was', async () => {
    rewrite(file('stopped'), file('many'), (lines) => withHeartbeats(lines, many));
    const importing = start(['import', file('many'), '--replace']);
    await importing.until(/heartbeat: 10000 rows/u);
    await importing.kill('SIGKILL');
    expect(await run(['export', file('survived')])).toMatchObject({ code: 0 });
    expect(linesOf(file('survived')).slice(1)).toEqual(linesOf(file('stopped')).slice(1));
    const whole = await run(['import', file('many'), '--replace']);
    expect(whole).toMatchObject({ code: 0, said: expect.stringContaining(`${many} heartbeats`) as string });
    expect(whole.said).toContain('looks there before it posts');
  }, 180_000);

  it('say what is wrong with a file, and make no database for it', async () => {
    writeFileSync(file('letter'), 'Dear team');
    const refused = await run(['import', file('letter')], { TICKMARK_DATA: file('other') });
    expect(refused).toMatchObject({
      code: 1,
      said: expect.stringContaining('This file is no backup of Tickmark.') as string,
    });
    expect(existsSync(file('other'))).toBe(false);
    expect((await run(['import', file('nowhere')])).said).toContain(`There is no file ${file('nowhere')}.`);
    expect(
      (await run(['export', file('no/such/folder')], { DATABASE_URL: 'postgres://me@127.0.0.1:1/db' })).said,
    ).toContain('cannot be written (ENOENT)');
    expect((await run(['export'])).said).toContain('Usage: tickmark export FILE');
    expect((await run(['import', file('letter'), '--force'])).said).toContain('Usage: tickmark import FILE');
  }, 60_000);

  it('refuse a secret that does not fit, in import and doctor', async () => {
    const other = { TICKMARK_SECRET: 'another secret than that one' };
    const refused = await run(['import', file('stopped'), '--replace'], other);
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('--forget-tokens') as string });
    const sick = await run(['doctor'], other);
    expect(sick).toMatchObject({
      code: 1,
      said: expect.stringContaining('FAILED   Secret: does not open the stored tokens') as string,
    });
    const forgotten = await run(['import', file('stopped'), '--replace', '--forget-tokens'], other);
    expect(forgotten).toMatchObject({
      code: 0,
      said: expect.stringContaining('Enter the Notion tokens again') as string,
    });
    expect((await run(['migrate'], other)).said).toBe('The schema of the database is up to date.\n');
  }, 120_000);

  it.skipIf(!onPostgres)(
    'move everything from the embedded database to PostgreSQL and back',
    async () => {
      const { url, drop } = await makeDatabase(process.env['TEST_DATABASE_URL'] ?? '');
      const onServer = { DATABASE_URL: url };
      expect((await run(['export', file('early')], onServer)).said).toContain('There is nothing to back up');
      expect(await run(['import', file('many')], onServer)).toMatchObject({ code: 0 });
      expect((await run(['doctor'], onServer)).said).toContain('Database: PostgreSQL; has the schema of this version');
      const server = start(['serve'], { ...onServer, TICKMARK_SECRET: secretOf('data') });
      await server.until(/ready at/u);
      const refused = await run(['import', file('many'), '--replace'], onServer);
      expect(refused).toMatchObject({ code: 1, said: expect.stringContaining('Stop every server first') as string });
      await server.kill('SIGTERM');
      expect(await run(['export', file('of-server')], onServer)).toMatchObject({ code: 0 });
      expect(
        await run(['import', file('of-server')], {
          TICKMARK_DATA: file('data-again'),
          TICKMARK_SECRET: secretOf('data'),
        }),
      ).toMatchObject({ code: 0 });
      expect(await run(['export', file('again')], { TICKMARK_DATA: file('data-again') })).toMatchObject({ code: 0 });
      expect(rowsOf('again')).toEqual(rowsOf('of-server'));
      expect(rowsOf('again').filter((line) => line.includes('"entity"'))).toHaveLength(many);
      await drop();
    },
    180_000,
  );
});

const secretOf = (data: string) => readFileSync(path.join(file(data), 'secret'), 'utf8').trim();

describe('the doctor', () => {
  it('shows every variable and no secret, and makes nothing', async () => {
    const folder = file('healthy');
    mkdirSync(folder);
    const { code, said } = await run(['doctor'], {
      TICKMARK_DATA: folder,
      TICKMARK_SECRET: 'my very secret secret',
      NOTION_TOKEN: 'ntn_my-notion-token',
      TICKMARK_ADMIN_TOKEN: token,
      NOTION_ISSUE_PREFIX: 'BUG',
    });
    expect(code).toBe(0);
    expect(said).toMatch(/NOTION_ISSUE_PREFIX +BUG\n/u);
    expect(said).toMatch(/NOTION_TOKEN +\(set, not shown\)\n/u);
    expect(said).not.toMatch(/very secret|ntn_|tm_token/u);
    expect(said).toContain('Nothing is in the way of the server.');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says what to do about each thing that is not right, and ends with 1', async () => {
    writeFileSync(file('letter'), 'Dear team');
    const taken = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const gone = createServer();
    await new Promise<void>((resolve) => void gone.listen(0, '127.0.0.1', resolve));
    const nobody = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    await new Promise((resolve) => gone.close(resolve));
    const { code, said } = await run(['doctor'], {
      TICKMARK_DATA: path.join(file('letter'), 'data'),
      PORT: String(port),
      NOTION_SYNC_CRON: 'now and then',
      NOTION_BASE_URL: nobody,
      DATABASE_URL: 'postgres://me:my-password@127.0.0.1:1/db?password=my-password',
    });
    taken.close();
    expect(code).toBe(1);
    expect(said).toContain('FAILED   Data folder: ');
    expect(said).toMatch(/ok {7}Node: \d+\.\d+\.\d+ is new enough/u);
    expect(said).toContain('FAILED   NOTION_SYNC_CRON: is no schedule');
    expect(said).toContain('no PostgreSQL answers there (ECONNREFUSED). Start it');
    expect(said).toContain(`Port ${port} is in use by another program. Stop it, or set PORT to another one.`);
    expect(said).toContain(`FAILED   Notion: ${nobody} cannot be reached (ECONNREFUSED)`);
    expect(said).not.toContain('my-password');
    expect(said).toContain('5 of 7 checks failed.');
  });

  it('tells a clock that is wrong, and a server that other machines reach without an address', async () => {
    notionDate = new Date(Date.now() - 600_000).toUTCString();
    const { code, said } = await run(['doctor'], { TICKMARK_DATA: file('early'), HOST: '0.0.0.0' });
    notionDate = undefined;
    expect(code).toBe(0);
    expect(said).toMatch(/warning {2}Clock: is (599|60\d) s ahead of Notion's\n +Set the clock/u);
    expect(said).toContain('warning  PUBLIC_URL: is not set, and the server lets other machines in');
  });
});
