import { sql } from 'drizzle-orm';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { commentOf } from '../../../server/worklogs/held.ts';
import type { Fault } from '../../../server/demo/workspace/faults.ts';
import { rows } from '../../../server/database/database.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { runs } from '../../support/effort.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { crashingAt } from './crashing.ts';
import { book, change, deliverWith, find, hours, posted, quieten, remove } from './support.ts';

const guidance = { retry_guidance: 'Re-read the object; do not repeat the request.' };
const status = (code: number, effect: Fault['effect'] = 'none', more: object = {}): Fault => ({
  answer: { kind: 'status', status: code, ...more },
  effect,
});
/** Every kind of fault, each with and without the request having been saved where that can be. */
const faults: Fault[] = [
  { answer: { kind: 'reset' }, effect: 'none' },
  { answer: { kind: 'reset' }, effect: 'applied' },
  { answer: { kind: 'reset' }, effect: 'on_release' },
  { answer: { kind: 'cut' } },
  { answer: { kind: 'truncated' } },
  { answer: { kind: 'empty' } },
  { answer: { kind: 'html', status: 502 } },
  { answer: { kind: 'html', status: 200 }, effect: 'applied' },
  status(429, 'none', { headers: { 'retry-after': '40' } }),
  status(429),
  status(529),
  status(409),
  status(401),
  status(500),
  status(500, 'applied'),
  status(503),
  status(503, 'applied'),
  status(503, 'none', { additionalData: guidance }),
  status(503, 'applied', { additionalData: guidance }),
  status(504, 'on_release'),
];

type Step =
  | { kind: 'add'; seconds: number }
  | { kind: 'edit'; which: number; seconds: number }
  | { kind: 'delete'; which: number }
  | { kind: 'person'; hours: number }
  | { kind: 'fault'; fault: number; skip: number; times: number }
  | { kind: 'crash'; at: number }
  | { kind: 'deliver' }
  | { kind: 'wait'; seconds: number };

const anySeconds = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 18, max: 86_400 }));
const which = fc.nat(5);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), seconds: anySeconds }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit' as const), which, seconds: anySeconds }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('person' as const), hours: fc.integer({ min: 1, max: 800 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.nat(faults.length - 1),
      skip: fc.nat(4),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), at: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'deliver' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 300 }) }),
  },
);

/** What shall be true in Notion, told by what people did. */
interface Told {
  key: string;
  worklogs: Worklog[];
  baseHours: number;
}

describe.each([
  ['with a public address', { PUBLIC_URL: 'https://time.example.com' }],
  ['without a public address', {}],
])('worklogs among faults, crashes and people, %s', (_, environment: Record<string, string>) => {
  const server = useTestServer({ environment });
  const numRuns = runs(6);

  it(
    'end with exactly one comment each or a visible question, and with the hours of people plus those booked',
    async () => {
      await server().connect();
      const keys = await newKeys(server());
      const property = fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 18 }), async (steps) => {
        const told: Told = { key: await keys(), worklogs: [], baseHours: 0 };
        for (const one of steps) await take(server(), told, one);
        await release(server());
        server().sample.workspace.faults.clear();
        server().clock.advance(3 * minuteMs);
        await quieten(server());
        await quieten(server());
        const mayBeFlagged = steps.some(({ kind }) => kind === 'person');
        await check(server(), told, mayBeFlagged);
      });
      await fc.assert(property, { numRuns });
    },
    300_000 + numRuns * 3000,
  );
});

/** A fresh task for every run. */
async function newKeys({ sample, poll, clock }: TestServer): Promise<() => Promise<string>> {
  const { workspace } = sample;
  const waiting: string[] = [];
  return async () => {
    if (waiting.length === 0) {
      for (let count = 0; count < 40; count += 1) {
        const pageId = workspace.people.createPage(sample.tasksId, { title: `Task ${count}` });
        waiting.push(`NT-${Number(workspace.value(pageId, 'ID'))}`);
      }
      clock.advance(11 * minuteMs);
      await poll();
    }
    return waiting.shift() ?? '';
  };
}

let late: { release: () => void }[] = [];

async function release(server: TestServer): Promise<void> {
  const before = late;
  late = [];
  for (const one of before) one.release();
  // Lets the sample workspace carry them out.
  if (before.length > 0) await server.request('/healthz');
}

async function take(server: TestServer, told: Told, step: Step): Promise<void> {
  const { workspace } = server.sample;
  const living = told.worklogs;
  switch (step.kind) {
    case 'add':
      living.push(await book(server, { key: told.key, seconds: step.seconds, text: `w${living.length}.` }));
      return;
    case 'edit': {
      const worklog = living[step.which];
      if (worklog === undefined || worklog.deletedAt !== null) return;
      Object.assign(worklog, (await change(server, worklog, { seconds: step.seconds })).body);
      return;
    }
    case 'delete': {
      const worklog = living[step.which];
      if (worklog === undefined || worklog.deletedAt !== null) return;
      await remove(server, worklog);
      worklog.deletedAt = server.clock.now().toISOString();
      return;
    }
    case 'person': {
      await release(server);
      const page = workspace.findPage(told.key);
      told.baseHours += step.hours / 4 - Number(workspace.value(page, 'Time Spent') ?? 0);
      workspace.people.setTimeSpent(page, step.hours / 4);
      return;
    }
    case 'fault': {
      const fault = faults[step.fault] ?? status(500);
      const armed = workspace.faults.next({ skip: step.skip, times: step.times }, fault);
      if (fault.effect === 'on_release') late.push(armed);
      return;
    }
    case 'crash':
      await deliverWith(crashingAt(server.services, step.at).services).catch(() => {});
      return;
    case 'deliver':
      await deliverWith(server.services);
      return;
    case 'wait':
      // What is late arrives within the minute after which Notion gives up.
      server.clock.advance(40 * secondMs);
      await release(server);
      server.clock.advance(step.seconds * secondMs);
  }
}

async function check(server: TestServer, told: Told, mayBeFlagged: boolean): Promise<void> {
  const comments = posted(server, told.key).map(({ text }) => text);
  const shown: Worklog[] = [];
  for (const worklog of told.worklogs) {
    const naming = comments.filter((text) => text.includes(worklog.text));
    if (worklog.deletedAt !== null) {
      expect(naming).toEqual([]);
      continue;
    }
    const now = await find(server, worklog);
    shown.push(now);
    expect(now.timeSpent.state).toBe('done');
    if (now.comment.state === 'held') expect(naming).toEqual([]);
    else if (now.comment.state === 'needs_review') expect(naming.length).toBeLessThanOrEqual(1);
    else {
      expect(now.comment.state).toBe('done');
      expect(naming).toHaveLength(1);
    }
    const own = commentOf([now]);
    if (own !== null && naming.length > 0 && !naming[0]?.includes(';')) expect(naming).toEqual([own]);
  }
  expect(comments.every((text) => told.worklogs.some((worklog) => text.includes(worklog.text)))).toBe(true);
  const flagged = await isFlagged(server, told);
  if (flagged) expect(mayBeFlagged).toBe(true);
  if (flagged) return;
  const seconds = shown.reduce((sum, worklog) => sum + worklog.seconds, 0);
  const hundredths = Math.round(told.baseHours * 100 + Number((seconds / 36).toFixed(6)));
  expect(Math.round(Number(hours(server, told.key) ?? 0) * 100)).toBe(hundredths);
}

/** True when the server said that a person changed the number while nobody could tell whether ours was there. */
async function isFlagged({ services, call }: TestServer, { key }: Told): Promise<boolean> {
  const { body } = await call<{ id: string }>('GET', `/issues/${key}`);
  const found = rows(
    await services.db.execute(sql`
      select 1 from audit_entry where subject = ${body.id} and action = 'worklog.time_spent.done'
        and detail->>'detail' like 'Somebody changed the number%' limit 1`),
  );
  return found.length > 0;
}
