import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { IssueComment, NewComment } from '../../../shared/api/comments.ts';
import type { Problem } from '../../../shared/errors.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import { stride } from '../../support/effort.ts';
import { useTestServer } from '../../support/server.ts';
import { setCapabilities } from '../sources/support.ts';
import { crashingAt, stumblingAt } from './crashing.ts';
import { book, deliverWith, hours, posted, quieten, texts } from './support.ts';

const post = { method: 'POST', path: '/v1/comments' };

describe('a comment that a person writes in the editor', () => {
  const server = useTestServer();

  const write = (comment: Partial<NewComment> = {}, token?: string, key = 'NT-42') =>
    server().call<IssueComment & Problem>(
      'POST',
      `/issues/${key}/comments`,
      { id: randomUUID(), text: 'Looks good', ...comment },
      token,
    );
  const find = (id: string, token?: string, key = 'NT-42') =>
    server().call<IssueComment & Problem>('GET', `/issues/${key}/comments/${id}`, undefined, token);

  it('is taken at once and posted in the background, under the name of the person, as plain text', async () => {
    await server().connect();
    const { token } = await server().addDeveloper('Ada Lovelace');
    const text = '  +1.50h — **not bold**\n\n[x](y) <b> 😀\t`code`';
    const { status, body } = await write({ text }, token);
    expect([status, body]).toEqual([201, { id: body.id, key: 'NT-42', text, state: 'pending', detail: null }]);
    await server().deliver();
    const [comment] = posted(server());
    expect([comment?.text, comment?.links, comment?.displayName]).toEqual([
      text,
      [],
      { type: 'custom', name: 'Ada Lovelace' },
    ]);
    expect((await find(body.id, token)).body).toEqual({ ...body, state: 'done' });
    expect(hours(server())).toBe(2.5);
  });

  it('keeps every character of a long text, in parts that Notion takes', async () => {
    await server().connect();
    const text = `a${'😀'.repeat(9999)}`;
    await write({ text });
    await server().deliver();
    expect(texts(server())).toEqual([text]);
    const { comments } = server().sample.workspace.snapshot();
    expect(comments.at(-1)?.parts.map((part) => (part.kind === 'text' ? part.text.length : 0))).toEqual([
      1999,
      ...Array.from({ length: 9 }, () => 2000),
    ]);
  });

  it('may have a link, which follows the text on a line of its own', async () => {
    await server().connect();
    const link = { url: 'https://example.com/blob/1/src/app.ts#L3-L9', title: 'src/app.ts, lines 3 to 9' };
    const { body } = await write({ text: 'See here', link });
    expect(body.text).toBe('See here');
    await server().deliver();
    expect(posted(server())).toMatchObject([{ text: 'See here\nsrc/app.ts, lines 3 to 9', links: [link.url] }]);
  });

  it('is the same comment when the same id comes again, and refused with another content', async () => {
    await server().connect();
    const id = randomUUID();
    const first = await write({ id });
    const again = await write({ id });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const link = { url: 'https://example.com', title: 'x' };
    for (const other of [
      await write({ id, text: 'other' }),
      await write({ id, link }),
      await write({ id }, undefined, 'NT-44'),
    ]) {
      expect([other.status, other.body.code, other.body.field]).toEqual([409, 'comment.id_conflict', 'id']);
    }
    const { token } = await server().addDeveloper('Somebody else');
    expect((await write({ id }, token)).body.code).toBe('comment.id_conflict');
    await server().deliver();
    expect(texts(server())).toEqual(['Looks good']);
  });

  it('is shown to who wrote it and to administrators, under its task only', async () => {
    await server().connect();
    const writer = await server().addDeveloper('Writer');
    const other = await server().addDeveloper('Other');
    const { body } = await write({}, writer.token);
    expect((await find(body.id, writer.token)).status).toBe(200);
    expect((await find(body.id)).status).toBe(200);
    for (const answer of [
      await find(body.id, other.token),
      await find(body.id, writer.token, 'NT-44'),
      await find(randomUUID(), writer.token),
      await find('42', writer.token),
    ]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'comment.not_found']);
    }
    expect((await find(body.id, writer.token, 'NT-999999')).body.code).toBe('issue.not_found');
    expect((await write({}, writer.token, 'NT-999999')).body.code).toBe('issue.not_found');
  });

  it('says what keeps it from being there, and is posted when that is mended', async () => {
    await server().connect();
    setCapabilities(server(), { insertComments: false });
    const { body } = await write();
    await server().deliver();
    const blocked = await find(body.id);
    expect(blocked.body.state).toBe('blocked');
    expect(blocked.body.detail).toMatch(/"Insert comments".*Grant the named capability/u);
    setCapabilities(server(), { insertComments: true });
    const { people } = server().sample.workspace;
    people.trash(server().sample.workspace.findPage('NT-42'));
    server().clock.advance(61 * minuteMs);
    await server().deliver();
    expect((await find(body.id)).body.detail).toContain('The page is in the trash.');
    people.restore(server().sample.workspace.findPage('NT-42'));
    server().clock.advance(61 * minuteMs);
    await server().deliver();
    expect([(await find(body.id)).body.state, texts(server())]).toEqual(['done', ['Looks good']]);
  });

  it.each([
    ['saved', { kind: 'reset' }, 'applied'],
    ['saved', { kind: 'saved' }, 'applied'],
    ['saved', { kind: 'truncated' }, 'applied'],
    ['not saved', { kind: 'reset' }, 'none'],
    ['not saved', { kind: 'html', status: 502 }, 'none'],
    ['saved only later', { kind: 'reset' }, 'on_release'],
  ] as const)('is posted once when it was %s and its request ended with %j', async (_, answer, effect) => {
    await server().connect();
    const link = { url: 'https://example.com/x', title: 'x.ts' };
    const { body } = await write({ link });
    const fault = server().sample.workspace.faults.next(post, { answer, effect });
    await server().deliver();
    server().clock.advance(20 * secondMs);
    fault.release();
    if (effect === 'on_release') await expect.poll(() => texts(server())).toHaveLength(1);
    await quieten(server());
    expect(texts(server())).toEqual(['Looks good\nx.ts']);
    expect((await find(body.id)).body.state).toBe('done');
  });

  it('is told from another one that says the same, and from a worklog that does', async () => {
    await server().connect();
    const text = '+1.50h — same words';
    server().sample.workspace.faults.next({ ...post, times: 3 }, { answer: { kind: 'reset' }, effect: 'none' });
    await write({ text });
    await write({ text });
    await book(server(), { seconds: 5400, text: 'same words' });
    await server().deliver();
    await quieten(server());
    expect(texts(server())).toEqual([text, text, text]);
    expect(hours(server())).toBe(4);
  });

  it('that a person has to decide about is posted again or not, as they say', async () => {
    await server().connect();
    const additionalData = { retry_guidance: 'The change was saved.' };
    const saved = { kind: 'status', status: 503, code: 'service_unavailable', additionalData } as const;
    server().sample.workspace.faults.next({ ...post, times: 2 }, { answer: saved, effect: 'none' });
    const [one, other] = [await write({ text: 'one' }), await write({ text: 'other' })];
    await server().deliver();
    await quieten(server());
    expect([(await find(one.body.id)).body.state, (await find(other.body.id)).body.state]).toEqual([
      'needs_review',
      'needs_review',
    ]);
    const review = (id: string, comment: string, token?: string) =>
      server().call<IssueComment & Problem>('POST', `/issues/NT-42/comments/${id}/review`, { comment }, token);
    const { token } = await server().addDeveloper('Other');
    expect((await review(one.body.id, 'post', token)).body.code).toBe('comment.not_found');
    expect((await review(one.body.id, 'again')).status).toBe(400);
    expect((await review(one.body.id, 'post')).body.state).toBe('pending');
    expect((await review(other.body.id, 'posted')).body.state).toBe('done');
    await server().deliver();
    expect(texts(server())).toEqual(['one']);
  });

  it.each([
    ['dies', crashingAt],
    ['fails for a moment', stumblingAt],
  ] as const)(
    'is posted once by a server that %s at any step',
    async (_, failing) => {
      await server().connect();
      const wanted: string[] = [];
      for (let at = 1; ; at += stride(3)) {
        wanted.push(`run ${at}`);
        await write({ text: `run ${at}` });
        const { services, hasCrashed } = failing(server().services, at);
        await deliverWith(services).catch(() => {});
        server().clock.advance(3 * minuteMs);
        await quieten(server());
        if (!hasCrashed()) break;
      }
      expect(wanted.length).toBeGreaterThan(5);
      expect(texts(server()).toSorted()).toEqual(wanted.toSorted());
    },
    120_000,
  );

  it.each([
    [{ text: '' }, 'text'],
    [{ text: ' \n ' }, 'text'],
    [{ text: 'x'.repeat(20_001) }, 'text'],
    [{ text: 'a\u0000' }, 'text'],
    [{ id: '42' }, 'id'],
    [{ link: { url: 'javascript:alert(1)', title: 'x' } }, 'link.url'],
    [{ link: { url: 'example.com', title: 'x' } }, 'link.url'],
    [{ link: { url: `https://example.com/${'x'.repeat(2000)}`, title: 'x' } }, 'link.url'],
    [{ link: { url: 'https://example.com', title: '' } }, 'link.title'],
    [{ author: 'me' }, 'author'],
  ])('is refused with %j', async (change, field) => {
    await server().connect();
    const { status, body } = await write(change as Partial<NewComment>);
    expect([status, body.code, body.field]).toEqual([400, 'request.invalid', field]);
  });

  it('belongs to the department of the caller', async () => {
    await server().connect();
    const { token } = await server().addDeveloper('Developer');
    const other = await server().call<{ id: string }>('POST', '/departments', { name: 'Other' });
    const foreign = await write({ departmentId: other.body.id }, token);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'department.not_found']);
    expect((await write({ departmentId: other.body.id })).body.code).toBe('issue.not_found');
  });
});
