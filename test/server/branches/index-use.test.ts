import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { linkBranchesOf } from '../../../server/branches/linking.usecases.ts';
import { seeBranch, seeBranches } from '../../../server/branches/sights.usecases.ts';
import type { Ctx } from '../../../server/context.ts';
import { rows, type Database } from '../../../server/database/database.ts';
import { readTime, trackedOnIssue } from '../../../server/heartbeats/time.usecases.ts';
import { recomputePerson } from '../../../server/heartbeats/sessions.usecases.ts';
import { findIssue } from '../../../server/issues/issues.usecases.ts';
import { createTestClock } from '../../support/clock.ts';
import { onPostgres, openCopy } from '../../support/database.ts';
import { createTestIds } from '../../support/ids.ts';

/** Tables that grow: none of them may be read from end to end to answer one question. */
const large = ['issue', 'issue_alias', 'branch', 'heartbeat', 'coding_interval'];
const departmentId = '00000000-0000-7000-8000-00000000000d';
const personId = '00000000-0000-7000-8000-0000000000aa';

interface Statement {
  text: string;
  params: unknown[];
}

interface Watched {
  ctx: Ctx;
  /** The statements of some work. */
  statementsOf: (work: () => Promise<unknown>) => Promise<Statement[]>;
  explain: (statement: Statement) => Promise<string>;
  close: () => Promise<void>;
}

async function open(): Promise<Watched> {
  const statements: Statement[] = [];
  const logger = { logQuery: (text: string, params: unknown[]) => void statements.push({ text, params }) };
  const { db, close, explain } = onPostgres ? await openServer(logger) : await openEmbedded(logger);
  const clock = createTestClock();
  const ctx: Ctx = {
    actor: { kind: 'job', name: 'test' },
    department: { id: departmentId },
    db,
    clock,
    newId: createTestIds(clock),
    log: pino({ level: 'silent' }),
    requestId: 'test',
  };
  return {
    ctx,
    close,
    explain,
    async statementsOf(work) {
      statements.length = 0;
      await work();
      return statements.filter(({ text }) => /^\s*(select|update|delete)/.test(text));
    },
  };
}

type Logger = { logQuery: (text: string, params: unknown[]) => void };

async function openEmbedded(logger: Logger) {
  const client = await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('snapshot'))]) });
  return {
    db: drizzlePglite({ client, logger }) as unknown as Database,
    close: () => client.close(),
    explain: async ({ text, params }: Statement) => planOf((await client.query(`explain ${text}`, params)).rows),
  };
}

async function openServer(logger: Logger) {
  const copy = await openCopy(process.env['TEST_DATABASE_URL'] ?? '');
  const client = postgres(copy.url, { max: 1, onnotice: () => {} });
  return {
    db: drizzlePostgres(client, { logger }) as unknown as Database,
    close: async () => {
      await client.end();
      await copy.close();
    },
    explain: async ({ text, params }: Statement) =>
      planOf(await client.unsafe(`explain ${text}`, params as (string | number)[])),
  };
}

function planOf(lines: readonly unknown[]): string {
  return lines.map((line) => Object.values(line as Record<string, string>).join()).join('\n');
}

async function fill(db: Database): Promise<void> {
  await db.execute(sql`
    insert into department (id, name, slug, use_status_groups, created_at)
    values (${departmentId}, 'Large', 'large', false, now())`);
  await db.execute(sql`
    insert into notion_connection (department_id, enabled, database, prefix, sealed_token, state, updated_at)
    values (${departmentId}, true, 'database', 'NT', 'sealed', 'ok', now())`);
  await db.execute(sql`
    insert into source (id, department_id, database_id, data_source_id, name, key_prefixes, state,
      full_read_needed, created_at)
    values (${departmentId}, ${departmentId}, 'database', 'source', 'Tasks', '["OLD", "NT"]', 'active', false, now())`);
  await db.execute(sql`
    insert into issue select (jsonb_populate_record(null::issue, jsonb_build_object(
      'id', md5('issue' || n), 'department_id', ${departmentId}::text, 'source_id', ${departmentId}::text,
      'page_id', md5('page' || n)::uuid, 'project_key', 'NT-' || n, 'number', n, 'title', 'Task ' || n,
      'default_status', 'TO_DO', 'status_rule', 'none', 'assignees', '[]'::jsonb, 'url', 'https://example.com',
      'state', 'active', 'warnings', '[]'::jsonb, 'missed_sweeps', 0,
      'notion_created_at', now(), 'notion_edited_at', now(), 'changed_at', now()))).*
    from generate_series(1, 10000) as n`);
  await db.execute(sql`
    insert into issue_alias (department_id, key, issue_id, created_at)
    select department_id, 'OLD-' || number, id, now() from issue`);
  await db.execute(sql`
    insert into branch (id, department_id, repository, name, issue_id, rule, reason, rejected, watches, first_seen_at,
      last_seen_at)
    select md5('branch' || number)::uuid, department_id, 'repository ' || number % 10, 'feature/' || project_key, id,
      'number', '', '[]', jsonb_build_array(project_key), now(), now() from issue where number <= 3000`);
  await db.execute(sql`
    insert into heartbeat (person_id, id, department_id, at, received_at, repository, branch, entity, category,
      is_write, clamped)
    select md5('person' || n % 50)::uuid, md5('beat' || n)::uuid, ${departmentId},
      '2026-03-01T00:00:00Z'::timestamptz + n * interval '1 second', now(), 'repository 1', 'feature/NT-1', 'file',
      'coding', false, false
    from generate_series(1, 8000) as n`);
  await db.execute(sql`
    insert into coding_interval (department_id, person_id, started_at, ended_at, repository, branch, branch_id)
    select department_id, person_id, at, at + interval '1 second', repository, branch, md5('branch1')::uuid
    from heartbeat`);
  for (const table of large) await db.execute(sql.raw(`analyze "${table}"`));
}

describe('with many tasks, branches and much coding time, no large table is read from end to end', () => {
  let watched: Watched;
  const where = { repository: 'repository 1' };
  const inside = (work: (ctx: Ctx) => Promise<unknown>) => () =>
    watched.ctx.db.transaction((tx) => work({ ...watched.ctx, db: tx }));

  beforeAll(async () => {
    watched = await open();
    await fill(watched.ctx.db);
  });
  afterAll(() => watched.close());

  const person = { id: personId, timeZone: 'UTC' };
  const page = createHash('md5').update('page7').digest('hex');
  const at = new Date('2026-03-02T09:00:00Z');
  const span = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-02T00:00:00Z') };

  it.each<[string, () => () => Promise<unknown>]>([
    ['find a task by its key', () => () => findIssue(watched.ctx, 'nt-9000')],
    ['find a task by an older key', () => () => findIssue(watched.ctx, 'old-9000')],
    ['look at a branch that is known', () => () => seeBranch(watched.ctx, { ...where, name: 'feature/NT-1' })],
    ['look at a new branch with a key', () => () => seeBranch(watched.ctx, { ...where, name: 'new/NT-9000' })],
    ['look at a new branch with an older key', () => () => seeBranch(watched.ctx, { ...where, name: 'new/OLD-9000' })],
    [
      'look at a new branch with a part of a page id',
      () => () => seeBranch(watched.ctx, { ...where, name: `new/NT-${page.slice(0, 10)}` }),
    ],
    [
      'see many branches',
      () =>
        inside((ctx) =>
          seeBranches(
            ctx,
            Array.from({ length: 30 }, (_, index) => ({ ...where, name: `feature/NT-${index}1`, at })),
          ),
        ),
    ],
    [
      'link the branches of a new page',
      () => inside((ctx) => linkBranchesOf(ctx, [{ pageId: page, keys: ['NT-7', 'NT-10001'] }])),
    ],
    ['compute the days of a person', () => () => recomputeDay()],
    [
      'add up the time of a task',
      () => () => trackedOnIssue(watched.ctx, person, '00000000-0000-7000-8000-000000000001'),
    ],
    ['read the time of a person', () => () => readTime(watched.ctx, person, { ...span, groupBy: 'issue' })],
  ])('to %s', async (_what, work) => {
    const statements = await watched.statementsOf(work());
    const plans = await Promise.all(statements.map(watched.explain));
    expect(plans.length).toBeGreaterThan(0);
    const whole = new RegExp(`Seq Scan on (${large.join('|')})\\b`);
    expect(plans.filter((plan) => whole.test(plan))).toEqual([]);
  });

  async function recomputeDay(): Promise<void> {
    const [row] = rows<{ id: string }>(await watched.ctx.db.execute(sql`select md5('person1')::uuid as id`));
    await watched.ctx.db.execute(sql`
      insert into dirty_day (person_id, day) values (${row?.id}, '2026-03-01') on conflict do nothing`);
    await recomputePerson(watched.ctx.db, row?.id ?? '');
  }
});
