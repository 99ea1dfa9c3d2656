import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Services } from '../../../server/services.ts';
import { createIssue } from '../../../server/pages/create.usecases.ts';
import { contextOf } from '../../../server/services.ts';
import { newIssue, type Issue, type NewIssue } from '../../../shared/api/issues.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { stride } from '../../support/effort.ts';
import { useTestServer } from '../../support/server.ts';
import { requestsSince } from '../worklogs/support.ts';
import { crashingAt, stumblingAt } from '../worklogs/crashing.ts';
import type { Told } from './support.ts';

const post = { method: 'POST', path: /^\/v1\/pages$/u };

describe('a task whose making ends unclear', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const made = (title = 'Made here') =>
    workspace()
      .rows(server().sample.tasksId)
      .filter((id) => workspace().value(id, 'Name') === title);
  const create = (body: Omit<NewIssue, 'title'>) =>
    server().call<Told<Issue>>('POST', '/issues', { title: 'Made here', ...body });
  async function connected(): Promise<string> {
    await server().connect();
    const path = `/departments/${server().departmentId}/sources`;
    const { body } = await server().call<{ items: { id: string; name: string }[] }>('GET', path);
    return body.items.find(({ name }) => name === 'Tasks')?.id ?? '';
  }
  const postsSince = (from: number) =>
    requestsSince(server(), from).filter((request) => request === 'POST /v1/pages').length;

  it.each([
    ['the connection breaks', { kind: 'reset' }],
    ['the answer is cut off', { kind: 'truncated' }],
    ['the answer is empty', { kind: 'empty' }],
    ['the answer stalls', { kind: 'stalled' }],
    ['something else answers 502', { kind: 'html', status: 502 }],
    ['Notion answers 504', { kind: 'status', status: 504 }],
    ['Notion answers 503 and says what it made', { kind: 'saved' }],
  ] as const)('is found at once, and made once, when it was saved and %s', async (_, answer) => {
    const sourceId = await connected();
    const from = workspace().requestsLog.length;
    const id = randomUUID();
    workspace().faults.next(post, { answer, effect: 'applied' });
    const { status, body } = await create({ id, sourceId });
    expect([status, body.key]).toEqual([201, 'NT-1338']);
    expect((await create({ id, sourceId })).body.id).toBe(body.id);
    expect([postsSince(from), made()]).toEqual([1, [body.pageId]]);
  });

  it('is found by what Notion said it made, also where no query shows it yet', async () => {
    const sourceId = await connected();
    const id = randomUUID();
    workspace().desk.state.unsettled.indexLagMs = 10 * minuteMs;
    workspace().faults.next(post, { answer: { kind: 'saved' } });
    expect((await create({ id, sourceId })).body.key).toBe('NT-1338');
    expect(made()).toHaveLength(1);
  });

  it('is not sent again before Notion has surely ended, and then looked for once more', async () => {
    const sourceId = await connected();
    const from = workspace().requestsLog.length;
    const id = randomUUID();
    const late = workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'on_release' });
    const first = await create({ id, sourceId });
    expect([first.status, first.body.code]).toEqual([503, 'notion.unclear']);
    server().clock.advance(40 * secondMs);
    const second = await create({ id, sourceId });
    expect([second.status, second.body.code]).toEqual([503, 'notion.unclear']);
    expect(second.body.detail).toContain('Ask again in 25 seconds');
    late.release();
    await expect.poll(() => made()).toHaveLength(1);
    server().clock.advance(minuteMs);
    const third = await create({ id, sourceId });
    expect([third.status, third.body.pageId, postsSince(from)]).toEqual([201, made()[0], 1]);
  });

  it('is sent again when Notion has surely ended and nothing is there', async () => {
    const sourceId = await connected();
    const id = randomUUID();
    workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'none' });
    expect((await create({ id, sourceId })).body.code).toBe('notion.unclear');
    server().clock.advance(70 * secondMs);
    expect((await create({ id, sourceId })).status).toBe(201);
    expect(made()).toHaveLength(1);
  });

  it('is not made again when somebody gave the page another title before it was asked for again', async () => {
    const sourceId = await connected();
    const from = workspace().requestsLog.length;
    const id = randomUUID();
    const late = workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'on_release' });
    expect((await create({ id, sourceId })).body.code).toBe('notion.unclear');
    late.release();
    await expect.poll(() => made()).toHaveLength(1);
    workspace().people.rename(made()[0] ?? '', 'Made here, and renamed');
    server().clock.advance(70 * secondMs);
    const { status, body } = await create({ id, sourceId });
    expect([status, body.code, postsSince(from)]).toEqual([503, 'notion.unclear', 1]);
    expect(body.detail).toContain('"Made here, and renamed"');
    expect((await create({ id: randomUUID(), sourceId })).status).toBe(201);
  });

  it('is not mistaken for a page of another title that is on its way or was made at the same time', async () => {
    const sourceId = await connected();
    const [one, other] = [randomUUID(), randomUUID()];
    workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'none' });
    await create({ id: one, sourceId });
    const late = workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'on_release' });
    await server().call('POST', '/issues', { id: other, title: 'Another one', sourceId });
    late.release();
    await server().call('POST', '/issues', { id: randomUUID(), title: 'A third one', sourceId });
    await expect.poll(() => made('Another one')).toHaveLength(1);
    server().clock.advance(70 * secondMs);
    expect((await create({ id: one, sourceId })).status).toBe(201);
  });

  it('is never sent again when Notion says that it saved it, and does not show it', async () => {
    const sourceId = await connected();
    const from = workspace().requestsLog.length;
    const id = randomUUID();
    const additionalData = { retry_guidance: 'The change was saved.' };
    const saved = { kind: 'status', status: 503, code: 'service_unavailable', additionalData } as const;
    workspace().faults.next(post, { answer: saved, effect: 'none' });
    await create({ id, sourceId });
    server().clock.advance(10 * minuteMs);
    const { body } = await create({ id, sourceId });
    expect([body.code, postsSince(from)]).toEqual(['notion.unclear', 1]);
    expect(body.detail).toContain('Look for it in Notion');
  });

  it('is not mistaken for what a person, another connection or another day made under the same title', async () => {
    const sourceId = await connected();
    const { people } = workspace();
    people.createPage(server().sample.tasksId, { Name: 'Made here' });
    const robot = people.addToken({ label: 'other', name: 'Other connection' });
    people.createPage(server().sample.tasksId, { Name: 'Made here' }, robot.botId);
    people.createPage(server().sample.tasksId, { Name: 'Made here' }, server().sample.botId);
    server().clock.advance(60 * minuteMs);
    const id = randomUUID();
    workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'none' });
    expect((await create({ id, sourceId })).body.code).toBe('notion.unclear');
    server().clock.advance(2 * minuteMs);
    expect((await create({ id, sourceId })).body.key).toBe('NT-1341');
    expect(made()).toHaveLength(4);
  });

  it('is told from another one of the same title that was made at the same time', async () => {
    const sourceId = await connected();
    const [one, other] = [randomUUID(), randomUUID()];
    workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'none' });
    expect((await create({ id: one, sourceId })).body.code).toBe('notion.unclear');
    const { body } = await create({ id: other, sourceId });
    expect(body.key).toBe('NT-1338');
    server().clock.advance(70 * secondMs);
    const again = await create({ id: one, sourceId });
    expect([again.status, again.body.key, made().length]).toEqual([201, 'NT-1339', 2]);
  });

  it('waits for another one of the same title that is on its way, because the page may be that one', async () => {
    const sourceId = await connected();
    const [one, other] = [randomUUID(), randomUUID()];
    workspace().faults.next(post, { answer: { kind: 'reset' }, effect: 'none' });
    expect((await create({ id: one, sourceId })).body.code).toBe('notion.unclear');
    server().clock.advance(60 * secondMs);
    const stalled = workspace().faults.next(post, { answer: { kind: 'stalled' }, effect: 'applied' });
    const second = create({ id: other, sourceId });
    await stalled.reached;
    await expect.poll(() => made()).toHaveLength(1);
    server().clock.advance(10 * secondMs);
    expect((await create({ id: one, sourceId })).body.code).toBe('notion.unclear');
    stalled.release();
    expect((await second).body.pageId).toBe(made()[0]);
    expect((await create({ id: one, sourceId })).body.key).toBe('NT-1339');
    expect(made()).toHaveLength(2);
  });

  it.each([
    ['dies', crashingAt],
    ['fails for a moment', stumblingAt],
  ] as const)(
    'and whose server %s at any step is made once, whoever asks again',
    async (_, failing) => {
      const sourceId = await connected();
      const me = await server().call<{ id: string; email: string | null }>('GET', '/me');
      const actor = { kind: 'person', personId: me.body.id, name: 'Me', role: 'administrator' } as const;
      const run = (services: Services, input: object) => {
        const ctx = contextOf(services, actor, server().departmentId, randomUUID());
        return createIssue(services, ctx, me.body, newIssue.parse(input));
      };
      let steps = 0;
      for (let at = 1; ; at += stride(3)) {
        const input = { id: randomUUID(), title: `Run ${at}`, sourceId, status: 'QA', text: 'Some text' };
        const { services, hasCrashed } = failing(server().services, at);
        await run(services, input).catch(() => {});
        server().clock.advance(3 * minuteMs);
        const { issue } = await run(server().services, input);
        expect([at, made(`Run ${at}`)]).toEqual([at, [issue.pageId]]);
        expect(issue.status).toBe('QA');
        steps = at;
        if (!hasCrashed()) break;
      }
      expect(steps).toBeGreaterThan(15);
    },
    120_000,
  );
});
