import { expect } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../support/clock.ts';
import { deliverWith, hours, posted, quieten, requestsSince, typeHours } from '../support.ts';
import { saved503 } from '../unclear-ends.ts';
import type { Cells } from './cells-booking.ts';
import {
  countWrites,
  endsWell,
  holds,
  matches,
  meeting,
  removeProperty,
  statesOf,
  tell,
  type Story,
  type Write,
} from './story.ts';
import type { Cell } from './table.ts';

type Test = (story: Story) => Promise<void>;

function ofWrites<F extends string>(fault: F, test: (story: Story, write: Write) => Promise<void>) {
  const of =
    (write: Write): Test =>
    (story) =>
      test(story, write);
  return { [`${fault} C`]: of('C'), [`${fault} T`]: of('T'), [`${fault} S`]: of('S') } as Record<`${F} ${Write}`, Test>;
}

const partOf = { C: 'comment', T: 'timeSpent', S: 'timeSpent' } as const;

/** Until when Notion asks to wait, and how that is said in `Retry-After`. */
const waits: [number, (now: Date) => Record<string, string>][] = [
  [1, () => ({ 'retry-after': '1' })],
  [60, () => ({ 'retry-after': '60' })],
  [400, () => ({ 'retry-after': '400' })],
  [0, () => ({})],
  [90, (now) => ({ 'retry-after': new Date(now.getTime() + 90 * secondMs).toUTCString() })],
];

const reasons = ['public_api_request_rate_limit', 'public_api_space_request_rate_limit', 'unknown_reason'];

async function waitsAsTold(story: Story, write: Write): Promise<void> {
  const { server } = story;
  const { workspace } = server.sample;
  for (const [index, [seconds, headersAt]] of waits.entries()) {
    const additionalData = { rate_limit_reason: reasons[index % reasons.length] ?? '' };
    const headers = headersAt(server.clock.now());
    const refusal = { kind: 'status', status: 429, headers, additionalData } as const;
    const { from } = await meeting(story, write, { answer: refusal }, server.services);
    const refusedAt = workspace.requestsLog.slice(from).find(({ status }) => status === 429)?.at ?? '';
    const after = workspace.requestsLog.length;
    for (let waited = 0; waited <= seconds + 5; waited += 5) {
      await deliverWith(server.services);
      server.clock.advance(5 * secondMs);
    }
    // The whole bucket rests: nothing at all left before its time.
    for (const { at } of workspace.requestsLog.slice(after)) {
      expect(Date.parse(at) - Date.parse(refusedAt)).toBeGreaterThanOrEqual(seconds * secondMs - secondMs);
    }
    await endsWell(story);
    expect(countWrites(story, write, from)).toBe(2);
  }
}

async function rotates(story: Story, write: Write): Promise<void> {
  const { server } = story;
  const { people } = server.sample.workspace;
  const next = people.issueSecondToken(server.sample.token, 'second');
  const { worklog, from } = await meeting(
    story,
    write,
    { answer: { kind: 'status', status: 401, code: 'unauthorized' } },
    server.services,
  );
  people.revokeToken(server.sample.token);
  expect((await statesOf(story, worklog))[partOf[write]]).toMatchObject({ state: 'blocked', code: 'notion.auth' });
  const body = { enabled: true, database: server.sample.databaseUrl, prefix: 'NT', token: next.token };
  expect((await server.call('PUT', `/departments/${server.departmentId}/notion`, body)).status).toBe(200);
  await server.settled();
  await endsWell(story);
  expect(countWrites(story, write, from)).toBe(2);
}

function setCapabilities({ server: { sample } }: Story, capabilities: Record<string, boolean>): void {
  const integration = sample.workspace.snapshot().integrations.find(({ botId }) => botId === sample.botId);
  sample.workspace.people.setCapabilities(integration?.id ?? '', capabilities);
}

/** Unshared, in the trash, gone for good: each is said, nothing is lost, and it comes when the page is back. */
async function pageAway(story: Story, write: 'C' | 'T'): Promise<void> {
  const { server } = story;
  const { sample } = server;
  const page = sample.workspace.findPage('NT-42');
  const { people } = sample.workspace;
  const ways: [() => void, () => void][] = [
    [() => people.trash(page), () => people.restore(page)],
    [() => people.restrictPage(page), () => people.unrestrictPage(page)],
  ];
  for (const [away, back] of ways) {
    const worklog = await tell(story);
    away();
    await deliverWith(server.services);
    const state = await statesOf(story, worklog);
    expect(state[partOf[write]]).toMatchObject({ state: 'blocked', code: 'notion.page_gone' });
    await holds(story);
    back();
    server.clock.advance(2 * hourMs);
    await endsWell(story);
  }
  const worklog = await tell(story);
  people.purge(page);
  await deliverWith(server.services);
  expect((await statesOf(story, worklog))[partOf[write]]).toMatchObject({ state: 'blocked', code: 'notion.page_gone' });
}

export const refusals: Cells<Extract<Cell, `F${8 | 9 | 10 | 11 | 12 | 13 | 14} ${Write}`>> = {
  ...ofWrites('F8', waitsAsTold),
  ...ofWrites('F9', async (story, write) => {
    const { server } = story;
    const additionalData = { rate_limit_reason: 'public_api_request_blocked' };
    const { worklog } = await meeting(
      story,
      write,
      { answer: { kind: 'status', status: 429, additionalData } },
      server.services,
    );
    expect((await statesOf(story, worklog))[partOf[write]]).toMatchObject({
      state: 'blocked',
      code: 'notion.blocked',
      detail: expect.stringMatching(/Contact Notion support/u),
    });
    const from = server.sample.workspace.requestsLog.length;
    for (let hour = 0; hour < 5; hour += 1) {
      await deliverWith(server.services);
      server.clock.advance(hourMs);
    }
    expect(countWrites(story, write, from)).toBe(0);
    await server.call('POST', `/notion/sync/${server.departmentId}`);
    await server.settled();
    await endsWell(story);
  }),
  ...ofWrites('F10', async (story, write) => {
    for (const [status, code] of [
      [529, 'service_overload'],
      [409, 'conflict_error'],
    ] as const) {
      const { from } = await meeting(story, write, { answer: { kind: 'status', status, code } });
      await endsWell(story);
      expect(countWrites(story, write, from)).toBe(2);
    }
  }),
  ...ofWrites('F11', rotates),
  'F12 C': async (story) => {
    setCapabilities(story, { insertComments: false });
    const worklog = await tell(story);
    await deliverWith(story.server.services);
    expect(await statesOf(story, worklog)).toMatchObject({
      comment: { state: 'blocked', code: 'notion.capability', detail: expect.stringMatching(/"Insert comments"/u) },
      timeSpent: { state: 'done' },
    });
    expect(hours(story.server)).toBe(10.5);
    setCapabilities(story, { insertComments: true });
    story.server.clock.advance(hourMs);
    await endsWell(story);
  },
  'F13 C': (story) => pageAway(story, 'C'),
  'F13 T': (story) => pageAway(story, 'T'),
  'F14 T': async (story) => {
    const { sample } = story.server;
    const { people } = sample.workspace;
    await tell(story);
    await endsWell(story);
    people.renameProperty(sample.tasksId, 'Time Spent', 'Hours');
    await tell(story);
    await deliverWith(story.server.services);
    expect(hours(story.server, 'NT-42', 'Hours')).toBe(11);
    people.renameProperty(sample.tasksId, 'Hours', 'Time Spent');
    const ignored = { kind: 'status', status: 200 } as const;
    const page = await ignoredWrite(story);
    await meeting(story, 'T', { answer: { ...ignored, body: JSON.stringify(page) } });
    await endsWell(story);
  },
  'F14 S': async (story) => {
    const { sample } = story.server;
    const { people } = sample.workspace;
    removeProperty(story);
    people.addProperty(sample.tasksId, 'Time Spent', { type: 'rich_text' });
    const worklog = await tell(story);
    await deliverWith(story.server.services);
    expect(await statesOf(story, worklog)).toMatchObject({
      comment: { state: 'done' },
      timeSpent: { state: 'blocked', code: 'notion.property_type', detail: expect.stringMatching(/^Comment only/u) },
    });
    const column = sample.workspace.dataSource(sample.tasksId).properties.find(({ name }) => name === 'Time Spent');
    expect(column?.type).toBe('rich_text');
    people.removeProperty(sample.tasksId, 'Time Spent');
    story.server.clock.advance(hourMs);
    await endsWell(story);
    expect(hours(story.server)).toBe(0.5);
  },
};

/** What Notion answers with 200 when it has not written the number: the page as it was. */
async function ignoredWrite({ server }: Story): Promise<unknown> {
  const { sample, services } = server;
  const session = services.notion.session(sample.token);
  return session.read((client) => client.pages.retrieve({ page_id: sample.workspace.findPage('NT-42') }));
}

export const people: Cells<'F16 T' | 'F17 C'> = {
  'F16 T': async (story) => {
    const { server } = story;
    const { faults } = server.sample.workspace;
    const worklog = await tell(story);
    const held = faults.next(matches.T, { answer: { kind: 'real' }, hold: true });
    const delivering = server.deliver();
    await held.reached;
    // Ours will overwrite it: the race cannot be closed. The next edit is kept again.
    typeHours(server, 12);
    held.release();
    await delivering;
    expect(await statesOf(story, worklog)).toMatchObject({ state: 'done' });
    await holds(story);
    const lost = faults.next(matches.T, { answer: { kind: 'status', status: 500 } });
    await tell(story);
    await server.deliver();
    expect(lost.hits()).toBe(1);
    typeHours(server, 20);
    await quieten(server);
    const { timeSpent } = await statesOf(story, [...story.worklogs.keys()].map((id) => ({ id })).at(-1) ?? worklog);
    expect(timeSpent.detail).toMatch(/Somebody changed the number in Notion while ours was on its way/u);
    story.baseHours = Number(hours(server)) - 1;
    typeHours(server, Number(hours(server)) + 4);
    story.baseHours += 4;
    await tell(story);
    await endsWell(story);
  },
  'F17 C': async (story) => {
    const { server } = story;
    const { workspace } = server.sample;
    for (const how of ['resolveComment', 'deleteComment'] as const) {
      const { worklog } = await meetingUnseen(story);
      const text = story.worklogs.get(worklog.id)?.text ?? '';
      const comment = workspace.comments(workspace.findPage('NT-42')).find((one) => one.text.endsWith(text));
      workspace.people[how](comment?.id ?? '');
      server.clock.advance(minuteMs);
      const from = workspace.requestsLog.length;
      await quieten(server);
      expect(requestsSince(server, from)).not.toContain('POST /v1/comments');
      expect(await statesOf(story, worklog)).toMatchObject({
        comment: { state: 'needs_review' },
        timeSpent: { state: 'done' },
      });
    }
    expect(posted(server).length).toBeLessThanOrEqual(1);
    await holds(story);
  },
};

/** Notion says that the comment was saved, and cannot be read right then. */
async function meetingUnseen(story: Story) {
  const { faults } = story.server.sample.workspace;
  const unreadable = faults.next(
    { method: 'GET', path: '/v1/comments', times: 2 },
    { answer: { kind: 'status', status: 500 } },
  );
  const met = await meeting(story, 'C', { answer: saved503, effect: 'applied' });
  expect(unreadable.hits()).toBe(2);
  return met;
}
