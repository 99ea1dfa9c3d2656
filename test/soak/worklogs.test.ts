import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Fault } from '../../server/demo/workspace/faults.ts';
import type { Worklog } from '../../shared/api/worklogs.ts';
import { quieten } from '../server/worklogs/support.ts';
import { secondMs } from '../support/clock.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const count = Number(process.env['SOAK_COUNT'] ?? 1000);
const faultShare = Number(process.env['SOAK_FAULTS'] ?? 5) / 100;
const budget = 600;
/** So many people's worklogs wait together for the outbox. */
const batch = 100;

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

function spoil({ sample }: TestServer, random: () => number): { count: number; limited: number; stop: () => void } {
  const told = { count: 0, limited: 0, stop: () => {} };
  const { faults: port } = sample.workspace;
  const meet = port.meet.bind(port);
  port.meet = (method, path) => {
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

it(`${count} worklogs with ${faultShare * 100} % faults: none is lost, none doubled, and the sums are right`, async () => {
  const server = await startTestServer({
    environment: { PUBLIC_URL: 'https://time.example.com', NOTION_REQUESTS_PER_MINUTE: String(budget) },
    workspace: { requestsPerMinute: budget },
  });
  await server.connect();
  const random = numbersOf(Number(process.env['SOAK_SEED'] ?? 1));
  const { workspace } = server.sample;
  const { body } = await server.call<{ items: { key: string }[] }>('GET', '/issues?limit=200');
  const keys = body.items.map(({ key }) => key).filter((key) => key.startsWith('NT-'));
  const before = new Map(keys.map((key) => [key, Number(workspace.value(workspace.findPage(key), 'Time Spent') ?? 0)]));
  const booked = new Map<string, { key: string; seconds: number }>();
  const startedMs = performance.now();
  const requestsBefore = workspace.requestsLog.length;
  const spoiled = spoil(server, random);
  while (booked.size < count) {
    for (let made = 0; made < batch && booked.size < count; made += 1) {
      const id = randomUUID();
      const key = keys[Math.floor(random() * keys.length)] ?? '';
      const seconds = 36 + Math.floor(random() * 14_400);
      const answer = await server.call<Worklog>('POST', '/worklogs', { id, key, seconds, text: id });
      expect(answer.status).toBe(201);
      booked.set(id, { key, seconds });
    }
    await server.deliver();
    server.clock.advance(30 * secondMs);
  }
  await quieten(server);
  spoiled.stop();
  for (let round = 0; round < 5; round += 1) await quieten(server);
  const requests = workspace.requestsLog.length - requestsBefore;
  const refused = workspace.requestsLog.filter(({ status }) => status === 429).length;
  const asked = await reviewed(server);
  const figures = { lost: 0, doubled: 0, asked: asked.size, wrongSums: 0 };
  for (const key of keys) {
    const page = workspace.findPage(key);
    const texts = workspace
      .comments(page)
      .filter(({ deleted }) => !deleted)
      .map(({ text }) => text);
    const mine = [...booked].filter(([, worklog]) => worklog.key === key);
    for (const [id] of mine) {
      const naming = texts.filter((text) => text.includes(id)).length;
      if (naming === 0 && !asked.has(id)) figures.lost += 1;
      if (naming > 1) figures.doubled += 1;
    }
    const hours = mine.reduce((sum, [, { seconds }]) => sum + seconds, 0) / 3600;
    const wanted = Math.round(((before.get(key) ?? 0) + hours) * 100) / 100;
    if (Math.abs(Number(workspace.value(page, 'Time Spent') ?? 0) - wanted) > 0.0101) figures.wrongSums += 1;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  process.stdout.write(
    `\n${booked.size} worklogs on ${keys.length} pages, ${spoiled.count} faults met: ${figures.lost} lost, ${figures.doubled} doubled, ` +
      `${figures.asked} left to a person, ${figures.wrongSums} wrong sums; ${(requests / booked.size).toFixed(2)} requests per worklog, ` +
      `${refused} answered 429, of which ${spoiled.limited} were faults, ${(booked.size / seconds).toFixed(0)} worklogs/s\n`,
  );
  expect(figures).toMatchObject({ lost: 0, doubled: 0, wrongSums: 0 });
  expect(refused).toBe(spoiled.limited);
  await server.close();
});

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
