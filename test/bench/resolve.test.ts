import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBenchServer, type BenchServer } from './bench-server.ts';
import { measure, report } from './measure.ts';

const issues = 40_000;
const branches = 5_000;

let server: BenchServer;

beforeAll(async () => {
  server = await startBenchServer();
  const { sample, departmentId, call } = server;
  const settings = { enabled: true, database: sample.databaseUrl, token: sample.token, prefix: 'NT' };
  await call('PUT', `/departments/${departmentId}/notion`, settings);
  await call('POST', `/notion/sync/${departmentId}`);
  await measure(1, 1, async () => {
    while ((await call<{ items: unknown[] }>('GET', '/issues')).items.length === 0);
  });
});
afterAll(() => server.close());

const resolve = (branch: string) => {
  const query = new URLSearchParams({ branch, repository: 'git.example.com/acme/shop' });
  return server.call<{ issue: { key: string } | null }>('GET', `/branches/resolve?${query.toString()}`);
};

async function grow(): Promise<void> {
  const { db } = server.services;
  await db.execute(sql`
    insert into issue select (jsonb_populate_record(one, jsonb_build_object(
      'id', md5('issue' || n), 'page_id', md5('page' || n)::uuid, 'project_key', 'NT-' || n, 'number', n))).*
    from generate_series(100000, 99999 + ${issues}::int) as n,
      (select issue.*::issue from issue where project_key = 'NT-42') as sample(one)`);
  await db.execute(sql`
    insert into branch select (jsonb_populate_record(one, jsonb_build_object(
      'id', md5('branch' || n), 'issue_id', md5('issue' || n), 'name', 'feature/NT-' || n, 'watches', jsonb_build_array('NT-' || n)))).*
    from generate_series(100000, 99999 + ${branches}::int) as n,
      (select branch.*::branch from branch where name = 'feature/NT-42') as sample(one)`);
  await db.execute(sql`analyze`);
}

it(`the task of a branch, with ${issues} tasks and ${branches} branches`, async () => {
  await resolve('feature/NT-42');
  await measure(50, 1, () => resolve('feature/NT-42'));
  const signedIn = await measure(400, 1, () => server.call('GET', '/me'));
  const small = await measure(400, 1, () => resolve('feature/NT-42'));
  const smallNew = await measure(100, 1, (index) => resolve(`small-${index}/NT-42`));
  await grow();
  expect((await resolve('feature/NT-100007')).issue?.key).toBe('NT-100007');
  const known = await measure(400, 1, (index) => resolve(`feature/NT-${100_000 + (index % branches)}`));
  const fresh = await measure(100, 1, (index) => resolve(`new-${index}/NT-${100_000 + index * 7}`));
  const crowd = await measure(400, 8, (index) => resolve(`feature/NT-${100_000 + (index % branches)}`));
  report(`GET /branches/resolve on the ${server.databaseKind}`, {
    'GET /me (base)': signedIn,
    'known branch, 45 tasks': small,
    'new branch, 45 tasks': smallNew,
    [`known branch, ${issues} tasks`]: known,
    [`new branch, ${issues} tasks`]: fresh,
    [`known branch, ${issues} tasks, 8 at once`]: crowd,
  });
  expect(known.medianMs / small.medianMs).toBeLessThan(2);
  expect(fresh.medianMs / smallNew.medianMs).toBeLessThan(2);
});
