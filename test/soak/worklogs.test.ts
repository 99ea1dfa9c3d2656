import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Fault } from '../../server/demo/workspace/faults.ts';
import type { LedgerComment } from '../../server/demo/workspace/workspace.ts';
import type { Worklog } from '../../shared/api/worklogs.ts';
import { quieten } from '../server/worklogs/support.ts';
import { secondMs } from '../support/clock.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const count = Number(process.env['SOAK_COUNT'] ?? 1000);
const faultShare = Number(process.env['SOAK_FAULTS'] ?? 5) / 100;
const budget = 600;
/** So many people's worklogs wait together for the outbox, on so many pages: a team works on some tasks at a time. */
const batch = 100;
const pagesAtATime = 25;
/** Few pages for few worklogs, so that they meet; many for many, as a team has after years. */
const pages = Math.min(1000, Math.max(pagesAtATime, Math.ceil(count / 100)));

/** Every way in which a request may end other than well. */
const faults: readonly Fault[] = [
  ...[409, 500, 502, 503, 504, 529].flatMap((status): Fault[] => [
    { answer: { kind: 'status', status }, effect: 'none' },
    ...(status >= 500 && status !== 529 ? [{ answer: { kind: 'status', status }, effect: 'applied' } as const] : []),
  ]),
  { answer: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } },
  { answer: { kind: 'html', status: 502 } },
  { answer: { kind: 'reset' }, effect: 'none' },
  { answer: { kind: 'reset' }, effect: 'applied' },
  { answer: { kind: 'truncated' } },
  { answer: { kind: 'empty' } },
  { answer: { kind: 'cut' } },
];

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbersOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Told {
  requests: number;
  count: number;
  limited: number;
  stop: () => void;
}

function spoil({ sample }: TestServer, random: () => number): Told {
  const told: Told = { requests: 0, count: 0, limited: 0, stop: () => {} };
  const { faults: port } = sample.workspace;
  const meet = port.meet.bind(port);
  port.meet = (method, path) => {
    told.requests += 1;
    if (random() >= faultShare) return meet(method, path);
    told.count += 1;
    const fault = faults[Math.floor(random() * faults.length)] ?? faults[0];
    const { answer, effect = 'none', hold = false } = fault as Fault;
    if (answer.kind === 'status' && answer.status === 429) told.limited += 1;
    return { fault: { answer, effect, hold }, released: Promise.resolve() };
  };
  told.stop = () => {
    port.meet = meet;
  };
  return told;
}

/** Counts the refusals for too many requests in a log that forgets its oldest lines. */
function countRefusals({ sample }: TestServer): () => number {
  const { requestsLog: log } = sample.workspace;
  let refused = 0;
  let last = log.at(-1);
  return () => {
    const from = last === undefined ? 0 : log.lastIndexOf(last) + 1;
    refused += log.slice(from).filter(({ status }) => status === 429).length;
    last = log.at(-1);
    return refused;
  };
}

/** New tasks that nobody has booked on, and a number that somebody typed on every third of them. */
async function makePages({ sample, clock, poll }: TestServer): Promise<Map<string, { page: string; hours: number }>> {
  const { people } = sample.workspace;
  const made = new Map<string, { page: string; hours: number }>();
  for (let index = 0; index < pages; index += 1) {
    const page = people.createPage(sample.tasksId, { title: `Soaked task ${index}` });
    const hours = index % 3 === 0 ? index / 8 : 0;
    if (hours > 0) people.setTimeSpent(page, hours);
    made.set(`NT-${Number(sample.workspace.value(page, 'ID'))}`, { page, hours });
  }
  clock.advance(11 * 60 * secondMs);
  await poll();
  return made;
}

it(`${count} worklogs with ${faultShare * 100} % faults: none is lost, none doubled, and the sums are right`, async () => {
  const server = await startTestServer({
    environment: { PUBLIC_URL: 'https://time.example.com', NOTION_REQUESTS_PER_MINUTE: String(budget) },
    workspace: { requestsPerMinute: budget },
  });
  await server.connect();
  const random = numbersOf(Number(process.env['SOAK_SEED'] ?? 1));
  const { workspace } = server.sample;
  const made = await makePages(server);
  const keys = [...made.keys()];
  const booked = new Map<string, { id: string; seconds: number }[]>();
  const startedMs = performance.now();
  const refusals = countRefusals(server);
  const spoiled = spoil(server, random);
  for (let done = 0; done < count; done += batch) {
    const first = Math.floor(random() * keys.length);
    const wanted = Array.from({ length: Math.min(batch, count - done) }, () => ({
      id: randomUUID(),
      key: keys[(first + Math.floor(random() * pagesAtATime)) % keys.length] ?? '',
      seconds: 36 + Math.floor(random() * 14_400),
    }));
    await inTurns(wanted, async ({ id, key, seconds }) => {
      const answer = await server.call<Worklog>('POST', '/worklogs', { id, key, seconds, text: id });
      expect(answer.status).toBe(201);
      booked.set(key, [...(booked.get(key) ?? []), { id, seconds }]);
    });
    await server.deliver();
    server.clock.advance(30 * secondMs);
    refusals();
    if (done % 5000 === 0) process.stdout.write(`${done} booked after ${secondsSince(startedMs).toFixed(0)} s\n`);
  }
  await quieten(server);
  spoiled.stop();
  for (let round = 0; round < 5; round += 1) await quieten(server);
  const { requests } = spoiled;
  const refused = refusals();
  const asked = await reviewed(server);
  const figures = { lost: 0, doubled: 0, asked: asked.size, wrongSums: 0 };
  for (const [key, { page, hours }] of made) {
    const naming = countNames(workspace.comments(page));
    const mine = booked.get(key) ?? [];
    for (const { id } of mine) {
      const times = naming.get(id) ?? 0;
      if (times === 0 && !asked.has(id)) figures.lost += 1;
      if (times > 1) figures.doubled += 1;
    }
    const seconds = mine.reduce((sum, one) => sum + one.seconds, 0);
    const hundredths = Math.round(Number((hours * 100 + seconds / 36).toFixed(6)));
    const wanted = seconds === 0 ? hours * 100 : hundredths;
    if (Math.abs(Number(workspace.value(page, 'Time Spent') ?? 0) * 100 - wanted) > 1e-6) figures.wrongSums += 1;
  }
  const each = requests / count;
  process.stdout.write(
    `\n${count} worklogs on ${booked.size} pages, ${spoiled.count} faults met: ${figures.lost} lost, ${figures.doubled} doubled, ` +
      `${figures.asked} left to a person, ${figures.wrongSums} wrong sums; ${each.toFixed(2)} requests per worklog, ` +
      `budget exceeded ${refused - spoiled.limited} times, ${(count / secondsSince(startedMs)).toFixed(0)} worklogs/s\n`,
  );
  expect(figures).toMatchObject({ lost: 0, doubled: 0, wrongSums: 0 });
  expect(refused).toBe(spoiled.limited);
  expect(each).toBeLessThanOrEqual(2);
  await server.close();
});

/** Some people book at the same time. */
async function inTurns<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const person = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await each(next);
  };
  await Promise.all(Array.from({ length: 5 }, person));
}

function secondsSince(startedMs: number): number {
  return (performance.now() - startedMs) / 1000;
}

/** How many comments that are still there name each worklog, which each has for its text. */
function countNames(comments: readonly LedgerComment[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { text, deleted } of comments) {
    const id = text.slice(-36);
    if (!deleted) times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

async function reviewed(server: TestServer): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor = '';
  do {
    const path = `/worklogs?state=needs_review&limit=200${cursor}`;
    const { body } = await server.call<{ items: Worklog[]; nextCursor: string | null }>('GET', path);
    for (const { id } of body.items) ids.add(id);
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  return ids;
}
