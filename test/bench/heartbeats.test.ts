import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBenchServer, type BenchServer } from './bench-server.ts';
import { measure, report } from './measure.ts';

const perRequest = 25;
const requests = 400;
const atOnce = 10;
const people = 100;
const stored = 100_000;

let server: BenchServer;
const tokens: string[] = [];

beforeAll(async () => {
  server = await startBenchServer();
  for (let index = 0; index < people; index += 1) tokens.push(await server.addDeveloper(`Developer ${index}`));
});
afterAll(() => server.close());

/** What an editor sends for some minutes of work. */
function batch(index: number) {
  const now = Date.now() - Math.floor(index / people) * perRequest * 10_000;
  return Array.from({ length: perRequest }, (_, place) => ({
    id: randomUUID(),
    at: new Date(now - place * 10_000).toISOString(),
    repository: 'git.example.com/acme/shop',
    branch: `feature/NT-${index % 40}`,
    entity: `file ${place % 5}`,
    language: 'typescript',
    isWrite: place % 3 === 0,
  }));
}

const tokenOf = (index: number) => tokens[index % people];
const send = (index: number) => server.call('POST', '/heartbeats', { heartbeats: batch(index) }, tokenOf(index));

/** The work of everybody in the last eighty days. */
async function addPast(): Promise<void> {
  await server.services.db.execute(sql`
    insert into heartbeat (person_id, id, department_id, at, received_at, repository, branch, entity, category,
      is_write, clamped)
    select person.id, md5('past' || n)::uuid, ${server.departmentId}::uuid,
      now() - (1 + n % 80) * interval '1 day' + n * interval '1 second', now(), 'git.example.com/acme/shop',
      'feature/NT-1', 'a file', 'coding', false, false
    from generate_series(1, ${stored}::int) as n
    join (select id, row_number() over (order by id) as place from person) as person
      on person.place = 1 + n % ${people}::int`);
  await server.services.db.execute(sql`analyze heartbeat`);
}

it(`heartbeats, ${perRequest} in a request, ${atOnce} requests at once`, async () => {
  await measure(people, atOnce, send);
  const signedIn = await measure(requests, atOnce, (index) => server.call('GET', '/me', undefined, tokenOf(index)));
  const few = await measure(requests, atOnce, send);
  await addPast();
  const many = await measure(requests, atOnce, send);
  const alone = await measure(100, 1, send);
  const read = await measure(100, 1, (index) => {
    const now = Date.now();
    const span = { from: new Date(now - 86_400_000).toISOString(), to: new Date(now).toISOString() };
    return server.call('GET', `/time?${new URLSearchParams(span).toString()}`, undefined, tokenOf(index));
  });
  report(`Heartbeats on the ${server.databaseKind}`, {
    [`GET /me, ${atOnce} at once (base)`]: signedIn,
    'POST /heartbeats, few stored': few,
    [`POST /heartbeats, ${stored} stored`]: many,
    'POST /heartbeats, one at a time': alone,
    'GET /time of a day, one at a time': read,
  });
  expect(many.medianMs / few.medianMs).toBeLessThan(2);
});
