import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { useTestServer } from '../../support/server.ts';
import { keyOf, listBranches, repository, resolve, rowsOf } from './support.ts';

/** The shortest piece of at least `length` digits from the start or end of a page id that is not a number. */
function fragmentOf(pageId: string, end: 'start' | 'end', length = 8): string {
  const plain = pageId.replaceAll('-', '');
  const piece = end === 'start' ? plain.slice(0, length) : plain.slice(-length);
  return /^\d+$/.test(piece) ? fragmentOf(pageId, end, length + 1) : piece;
}

describe('the task of a branch', () => {
  const server = useTestServer();

  it.each([
    ['feature/NT-42 - notion-integration', 'NT-42'],
    ['bugfix/NT-1337 - fix-status-mapping', 'NT-1337'],
    ['hotfix/NT-7 - critical-prod-issue', 'NT-7'],
    ['feature/NT-42-notion-integration', 'NT-42'],
    ['NT-1', 'NT-1'],
    ['BUG-7', 'BUG-7'],
  ])('%s links to %s', async (branch, key) => {
    await server().connect();
    expect(await resolve(server(), branch)).toMatchObject({
      branch,
      repository,
      issue: { key, tracker: 'notion' },
      rule: 'number',
      reason: `The branch name holds ${key}.`,
    });
  });

  it('the key is found in any case of letters anywhere inside the branch name', async () => {
    await server().connect();
    for (const branch of ['nt-42-x', 'my-Nt-42', 'x_nT-42', 'release/2.NT-42', 'feature/NT-42foo', 'NT-042']) {
      expect([branch, await keyOf(server(), branch)]).toEqual([branch, 'NT-42']);
    }
  });

  it('the key shown in the page header is copied as is into the branch name', async () => {
    const { connect, call } = server();
    await connect();
    const { body } = await call<{ items: { key: string }[] }>('GET', '/issues?limit=200');
    for (const { key } of body.items.slice(0, 12)) expect(await keyOf(server(), `feature/${key}-work`)).toBe(key);
    expect(body.items.length).toBeGreaterThan(12);
  });

  it('the task of a branch has the title of the page and the address of the page', async () => {
    const { connect, sample } = server();
    await connect();
    const { issue } = await resolve(server(), 'feature/NT-42 - test');
    expect(issue).toMatchObject({
      title: 'Sign-in page remembers the last workspace',
      pageId: sample.workspace.findPage('NT-42'),
    });
    expect(issue?.url).toContain(sample.workspace.findPage('NT-42').replaceAll('-', ''));
  });

  it('the reason is told as data too, so that an editor can word it in its own language', async () => {
    await server().connect();
    const grounds = async (branch: string) => (await resolve(server(), branch)).grounds;
    expect(await grounds('feature/NT-42')).toEqual([{ rule: 'number', key: 'NT-42' }]);
    expect(await grounds('feature/nt-999999')).toEqual([{ rule: 'waiting', key: 'NT-999999' }]);
    expect(await grounds('NT-999999-NT-42')).toEqual([
      { rule: 'waiting', key: 'NT-999999' },
      { rule: 'number', key: 'NT-42' },
    ]);
    expect(await grounds('tidy-up')).toEqual([]);
  });

  it('a key is never the tail of a longer word, and the near miss is explained', async () => {
    await server().connect();
    for (const branch of ['client-42', 'payment-12', 'dependabot/npm_and_yarn/lint-8.57.0', 'feature/ACNT-42']) {
      expect(await resolve(server(), branch)).toMatchObject({ issue: null, rule: 'none' });
    }
    const answer = await resolve(server(), 'fix/event-7-handler');
    expect(answer.rejected).toEqual([{ text: 'event-7', reason: 'tail of a longer word' }]);
    expect(answer.reason).toBe(
      'There is no task key in the branch name. “event-7” does not count: tail of a longer word.',
    );
  });

  it('NT42, NT--42, NT- and NT-0 are no keys', async () => {
    await server().connect();
    for (const branch of ['NT42', 'NT--42', 'NT-', 'NT-0']) {
      expect([branch, (await resolve(server(), branch)).rule]).toEqual([branch, 'none']);
    }
  });

  it('a number too long to count with is not mistaken for another task', async () => {
    await server().connect();
    expect(await resolve(server(), 'NT-99999999999999999999')).toMatchObject({ issue: null, rule: 'waiting' });
  });

  it('a branch with NT- and a long id falls back to a fragment of the page id, from its start or its end', async () => {
    const { connect, sample } = server();
    await connect();
    const pageId = sample.workspace.findPage('NT-44');
    for (const end of ['start', 'end'] as const) {
      const fragment = fragmentOf(pageId, end);
      const branch = `feature/NT-${fragment.toUpperCase()} - old`;
      expect(await resolve(server(), branch)).toMatchObject({ issue: { key: 'NT-44' }, rule: 'fragment' });
    }
  });

  it('a part of a page id shorter than 6 characters does not link, and the reason says so', async () => {
    await server().connect();
    const answer = await resolve(server(), 'feature/NT-abcde');
    expect(answer).toMatchObject({ issue: null, rule: 'none' });
    expect(answer.reason).toContain('shorter than 6 characters');
  });

  it('digits that begin or end a page id link to that page, until a task has them as its number', async () => {
    const { connect, sample, poll } = server();
    await connect();
    const { workspace } = sample;
    const ids = workspace.rows(sample.tasksId).map((id) => id.replaceAll('-', ''));
    const [digits = ''] = ids.flatMap((id) => /^[1-9]\d{5}|[1-9]\d{5}$/.exec(id)?.[0] ?? []);
    expect(await resolve(server(), `NT-${digits}`)).toMatchObject({ rule: 'fragment' });
    const dataSource = workspace.desk.state.dataSources.get(sample.tasksId);
    if (dataSource !== undefined) dataSource.nextNumber = Number(digits);
    workspace.people.createPage(sample.tasksId, { title: 'a high number' });
    await poll();
    const [row] = await rowsOf(server(), `NT-${digits}`);
    expect(row).toMatchObject({ issue: { key: `NT-${digits}`, title: 'a high number' }, rule: 'number' });
  });

  it('a part of a page id that fits two pages is reported as ambiguous and not linked', async () => {
    const { connect, sample, services } = server();
    await connect();
    const fragment = fragmentOf(sample.workspace.findPage('NT-42'), 'start', 6);
    expect(await keyOf(server(), `feature/NT-${fragment}`)).toBe('NT-42');
    // Ids of pages cannot be chosen in Notion.
    await services.db.execute(sql`
      update issue set page_id = ${fragment} || substr(page_id, ${fragment.length + 1}::int) where project_key = 'NT-43'`);
    const answer = await resolve(server(), `again/NT-${fragment}`);
    expect(answer).toMatchObject({ issue: null, rule: 'ambiguous' });
    expect(answer.reason).toContain(`More than one page id fits ${fragment}`);
  });

  it('two tasks with the same key in two sources are reported and not guessed between', async () => {
    const { connect, poll, sample } = server();
    sample.workspace.people.changeUniqueIdPrefix(sample.bugsId, 'NT');
    await connect();
    await poll();
    const answer = await resolve(server(), 'feature/NT-7');
    expect(answer).toMatchObject({ issue: null, rule: 'ambiguous' });
    expect(answer.reason).toContain('NT-7 is the key of more than one task');
    expect(await keyOf(server(), 'feature/NT-42')).toBe('NT-42');
  });

  it('of two keys in one branch name the first is the task', async () => {
    await server().connect();
    expect(await keyOf(server(), 'feature/NT-42-NT-43')).toBe('NT-42');
    expect(await keyOf(server(), 'feature/NT-43-NT-42')).toBe('NT-43');
  });

  it('before Notion is connected the answer is still 200 and says what is missing', async () => {
    const answer = await resolve(server(), 'feature/NT-42');
    expect(answer).toMatchObject({ issue: null, rule: 'none', lastSyncAt: null });
    expect(answer.reason).toBe('Notion is not connected yet. An administrator connects it in the settings.');
    const [listed] = await listBranches(server());
    expect(listed?.reason).toBe(answer.reason);
  });

  it('without a Unique ID property pages sync with empty keys, and a part of the page id still links', async () => {
    const { connect, sample } = server();
    sample.workspace.people.removeProperty(sample.tasksId, 'ID');
    await connect();
    const pageId = sample.workspace.rows(sample.tasksId)[4] ?? '';
    expect(await resolve(server(), 'feature/NT-42')).toMatchObject({ issue: null, rule: 'waiting' });
    expect(await resolve(server(), `feature/NT-${fragmentOf(pageId, 'start')}`)).toMatchObject({
      issue: { key: null, pageId },
      rule: 'fragment',
    });
  });

  it('a branch name with control characters is refused, and the answer names the field', async () => {
    const query = new URLSearchParams({ branch: 'NT-42\u0000', repository });
    const { status, body } = await server().call<{ field: string }>('GET', `/branches/resolve?${query.toString()}`);
    expect([status, body.field]).toEqual([400, 'branch']);
  });
});

describe('the branches of a department', () => {
  const server = useTestServer();

  it('linked branches show the title of the page, unlinked ones the reason', async () => {
    const { connect, clock } = server();
    await connect();
    await resolve(server(), 'feature/NT-42 - test');
    clock.advance(1000);
    await resolve(server(), 'main');
    const branches = await listBranches(server());
    expect(branches.map(({ branch, issue, reason }) => [branch, issue?.title ?? null, reason])).toEqual([
      ['main', null, 'There is no task key in the branch name.'],
      ['feature/NT-42 - test', 'Sign-in page remembers the last workspace', 'The branch name holds NT-42.'],
    ]);
  });

  it('can be asked for by link and by repository, page by page', async () => {
    const { connect, clock, call } = server();
    await connect();
    for (const branch of ['NT-42', 'main', 'NT-43', 'topic']) {
      await resolve(server(), branch);
      clock.advance(1000);
    }
    await resolve(server(), 'NT-44', server().token, 'elsewhere');
    expect((await listBranches(server(), { linked: 'true', repository })).map(({ branch }) => branch)).toEqual([
      'NT-43',
      'NT-42',
    ]);
    expect((await listBranches(server(), { linked: 'false' })).map(({ branch }) => branch)).toEqual(['topic', 'main']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await call<{ items: { branch: string }[]; nextCursor: string | null }>(
        'GET',
        `/branches?limit=2${query}`,
      );
      seen.push(...page.body.items.map(({ branch }) => branch));
      cursor = page.body.nextCursor;
    }
    expect(seen).toEqual(['NT-44', 'topic', 'NT-43', 'main', 'NT-42']);
  });

  it('the same branch name in another department is another branch', async () => {
    const { call, connect } = server();
    await connect();
    const other = await call<{ id: string }>('POST', '/departments', { name: 'Other', slug: 'other' });
    expect(other.status).toBe(201);
    const query = (departmentId: string) => new URLSearchParams({ branch: 'NT-42', repository, departmentId });
    const here = await call<{ issue: unknown }>('GET', `/branches/resolve?${query(server().departmentId).toString()}`);
    const there = await call<{ issue: unknown }>('GET', `/branches/resolve?${query(other.body.id).toString()}`);
    expect(here.body.issue).toMatchObject({ key: 'NT-42' });
    expect(there.body.issue).toBeNull();
  });
});
