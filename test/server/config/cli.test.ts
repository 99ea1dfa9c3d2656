import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareDatabase, startCli } from '../../support/cli.ts';

interface Health {
  jobs: { NotionSyncCronJob: { nextTickAt: string } };
}

const work = mkdtempSync(path.join(tmpdir(), 'cli-'));
let data = '';

afterAll(() => rmSync(work, { recursive: true }));
beforeEach(() => {
  data = mkdtempSync(path.join(work, 'data-'));
});

async function run(args: readonly string[], env: Record<string, string>) {
  const started = startCli(args, { TICKMARK_DATA: data, PORT: '0', ...env }, data);
  const { code } = await started.ended;
  return { code, said: started.output() };
}

describe('the schedule of the sync', () => {
  const folder = mkdtempSync(path.join(work, 'schedule-'));
  beforeAll(() => prepareDatabase(folder));

  /** Starts a server, asks when it looks at Notion next, and ends it. */
  async function nextTickOf(env: Record<string, string>) {
    const started = startCli(['serve'], { TICKMARK_DATA: folder, PORT: '0', ...env }, folder);
    try {
      const [, url = ''] = await started.until(/ready at (http:\/\/\S+)/u);
      const health = (await (await fetch(`${url}/health`)).json()) as Health;
      return { at: health.jobs.NotionSyncCronJob.nextTickAt.slice(10), said: started.output() };
    } finally {
      await started.kill('SIGTERM');
    }
  }

  it('is NOTION_SYNC_CRON, and a changed one takes effect after a restart', async () => {
    expect((await nextTickOf({ NOTION_SYNC_CRON: '0 0 4 * * *' })).at).toBe('T04:00:00.000Z');
    expect((await nextTickOf({ NOTION_SYNC_CRON: '0 30 15 * * *' })).at).toBe('T15:30:00.000Z');
  });

  it('of five fields is read as Unix cron, which the log says once, under the name NotionSyncCronJob', async () => {
    const { at, said } = await nextTickOf({ NOTION_SYNC_CRON: '30 15 * * *' });
    expect(at).toBe('T15:30:00.000Z');
    const lines = said.split('\n').filter((line) => line.includes('five fields'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { job: 'NotionSyncCronJob', msg: expect.stringContaining('read as Unix cron') },
    ]);
  });
});

describe('a server that cannot start', () => {
  it.each(['serve', 'demo'])(
    'ends "%s" with the name of a wrong variable and the reason, and makes nothing',
    async (command) => {
      const { code, said } = await run([command], { PORT: 'http' });
      expect(code).toBe(1);
      expect(said).toBe(
        'The configuration is wrong, so the server did not start:\n  PORT must be a whole number from 0 to 65535\n',
      );
      expect(readdirSync(data)).toEqual([]);
    },
  );

  it('does not repeat a wrong secret', async () => {
    const { code, said } = await run(['serve'], { TICKMARK_SECRET: 'too-short', DATABASE_URL: 'my-password' });
    expect(code).toBe(1);
    expect(said).toContain('TICKMARK_SECRET must hold 16 characters or more');
    expect(said).not.toMatch(/too-short|my-password/u);
  });

  it('explains a wrong schedule with two examples', async () => {
    const { code, said } = await run(['serve'], { NOTION_SYNC_CRON: 'every now and then' });
    expect(code).toBe(1);
    expect(said).toContain('NOTION_SYNC_CRON is wrong, so the server did not start: ');
    expect(said).toContain('0 */5 * * * *');
    expect(said).toContain('0 0 */1 * * *');
    expect(readdirSync(data)).toEqual([]);
  });

  it('reads .env where it is started, and lets the environment win', async () => {
    writeFileSync(path.join(data, '.env'), 'LOG_LEVEL=loud\nHOST=not a name\n');
    const { code, said } = await run(['serve'], { HOST: '127.0.0.1' });
    expect(code).toBe(1);
    expect(said).toContain('LOG_LEVEL must be one of');
    expect(said).not.toContain('HOST');
  });

  it('names the port that is taken, at once, and makes nothing', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    const { code, said } = await run(['serve'], { PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(said).toBe(`Port ${port} is in use by another program. Stop it, or set PORT to another one.\n`);
    expect(readdirSync(data)).toEqual([]);
  });

  it('says that HOST is not of this machine', async () => {
    const { code, said } = await run(['serve'], { HOST: '192.0.2.1' });
    expect(code).toBe(1);
    expect(said).toContain('HOST 192.0.2.1 is not an address of this machine.');
  });

  it('says that no PostgreSQL answers, without the password', async () => {
    const { code, said } = await run(['serve'], { DATABASE_URL: 'postgres://me:my-password@127.0.0.1:1/db' });
    expect(code).toBe(1);
    expect(said).toBe('DATABASE_URL: no PostgreSQL answers there (ECONNREFUSED). Start it, or correct the address.\n');
  });

  it('explains its commands when it does not know one', async () => {
    const { code, said } = await run(['sevre'], {});
    expect(code).toBe(1);
    expect(said).toContain('Usage: tickmark serve');
    expect((await run(['demo', '--now'], {})).said).toContain('The demo knows one option');
  });
});
