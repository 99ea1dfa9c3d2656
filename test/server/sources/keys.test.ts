import { describe, expect, it } from 'vitest';
import type { Branch, BranchLink } from '../../../shared/api/branches.ts';
import { useTestServer } from '../../support/server.ts';
import {
  connectionOf,
  expectStoreIsTrue,
  lastRun,
  nextTick,
  readIssue,
  save,
  storedIssues,
  storedPage,
} from './support.ts';

describe('keys', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const later = () => nextTick(server());
  const resolve = async (branch: string) =>
    (await server().call<BranchLink>('GET', `/branches/resolve?repository=web&branch=${encodeURIComponent(branch)}`))
      .body;
  const keys = async () => (await storedIssues(server())).map(({ projectKey }) => projectKey);

  it('the unique id property, under any name, becomes PREFIX-number', async () => {
    await server().connect();
    const sources = (await connectionOf(server())).sources;
    expect(sources.map(({ prefix, properties }) => [properties['uniqueId'], prefix])).toEqual([
      ['ID', 'NT'],
      ['Number', 'BUG'],
    ]);
    expect(await keys()).toEqual(expect.arrayContaining(['NT-42', 'NT-7', 'NT-1', 'BUG-14']));
  });

  it('a page is looked up by its key, in any case of letters', async () => {
    await server().connect();
    const { id } = await readIssue(server(), 'NT-42');
    for (const key of ['nt-42', 'Nt-42', id, id.toUpperCase()]) {
      expect((await readIssue(server(), key)).id).toBe(id);
    }
    for (const key of ['NT-4', 'NT-042', 'NT-99999999999999999999', 'NT', '42', "NT-42'--", '%00']) {
      expect(await server().call('GET', `/issues/${key}`)).toMatchObject({
        status: key === 'NT-4' || key !== '' ? 404 : 200,
        body: { code: 'issue.not_found' },
      });
    }
  });

  it('a key does not change when its page is edited or renamed', async () => {
    await server().connect();
    const { id } = await readIssue(server(), 'NT-42');
    workspace().people.rename(workspace().findPage('NT-42'), 'Another title');
    await later();
    expect(await readIssue(server(), 'NT-42')).toMatchObject({ id, title: 'Another title', key: 'NT-42' });
  });

  it('without an id property pages are read with empty keys', async () => {
    workspace().people.removeProperty(server().sample.tasksId, 'ID');
    await server().connect();
    const pages = (await storedIssues(server())).filter(({ projectKey }) => projectKey === null);
    expect(pages).toHaveLength(30);
    expect((await lastRun(server())).state).toBe('done');
    await expectStoreIsTrue(server());
  });

  it('an id property that is added later gives keys to all existing pages, though none of them was edited', async () => {
    const { tasksId } = server().sample;
    workspace().people.removeProperty(tasksId, 'ID');
    await server().connect();
    workspace().people.addProperty(tasksId, 'Ticket', { type: 'unique_id', prefix: 'NT' });
    const run = await later();
    expect(run).toMatchObject({ state: 'done', changed: 30 });
    expect((await keys()).every((key) => key !== null)).toBe(true);
    await expectStoreIsTrue(server());
    expect((await later()).read).toBeLessThan(10);
  });

  it('the prefix may be another short string, as Notion shows it', async () => {
    workspace().people.changeUniqueIdPrefix(server().sample.tasksId, 'Web2');
    await server().connect();
    expect((await readIssue(server(), 'WEB2-42')).key).toBe('Web2-42');
  });

  it('without a prefix in Notion keys take that of the setting, and follow it when it is changed', async () => {
    workspace().people.changeUniqueIdPrefix(server().sample.tasksId, null);
    await server().connect();
    const { id } = await readIssue(server(), 'NT-42');
    await save(server(), { prefix: 'ENG' });
    expect(await readIssue(server(), 'ENG-42')).toMatchObject({ id, key: 'ENG-42' });
    expect(await readIssue(server(), 'NT-42')).toMatchObject({ id, key: 'ENG-42' });
    expect((await readIssue(server(), 'BUG-1')).key).toBe('BUG-1');
    await expectStoreIsTrue(server(), { [server().sample.tasksId]: { prefix: 'ENG' } });
  });

  it('an empty prefix in Notion counts as none', async () => {
    workspace().people.changeUniqueIdPrefix(server().sample.tasksId, '');
    await server().connect();
    expect((await readIssue(server(), 'NT-42')).key).toBe('NT-42');
  });

  it('a prefix that differs from the setting is used as Notion shows it and told as a notice', async () => {
    workspace().people.changeUniqueIdPrefix(server().sample.tasksId, 'ENG');
    await save(server(), { database: server().sample.tasksId });
    const { sources, state } = await connectionOf(server());
    expect(state).toBe('attention');
    expect(sources[0]?.notices.find(({ name }) => name === 'unique id')).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('The prefix in Notion is ENG, the setting here is NT.'),
      fix: 'Set the prefix here to ENG, or change it in Notion.',
    });
  });

  it('with several data sources a prefix of its own is no fault of any of them', async () => {
    await server().connect();
    const notices = (await connectionOf(server())).sources.flatMap((source) => source.notices);
    expect(notices.filter(({ name }) => name === 'unique id').map(({ level }) => level)).toEqual(['ok', 'ok']);
  });

  it('when the prefix changes in Notion all keys change, and old ones and their branches stay linked', async () => {
    await server().connect();
    const old = await resolve('feature/NT-42-login');
    workspace().people.changeUniqueIdPrefix(server().sample.tasksId, 'ENG');
    const run = await later();
    expect(run.changed).toBe(30);
    expect(await readIssue(server(), 'NT-42')).toMatchObject({ id: old.issue?.id, key: 'ENG-42' });
    for (const branch of ['feature/NT-42-login', 'feature/ENG-42-login', 'fix/nt-42']) {
      expect((await resolve(branch)).issue).toMatchObject({ id: old.issue?.id, key: 'ENG-42' });
    }
    await expectStoreIsTrue(server());
    workspace().people.changeUniqueIdPrefix(server().sample.tasksId, 'NT');
    await later();
    for (const branch of ['feature/NT-42-login', 'feature/ENG-42-login']) {
      expect((await resolve(branch)).issue).toMatchObject({ id: old.issue?.id, key: 'NT-42' });
    }
  });

  it('a key that two data sources use is reported and not guessed', async () => {
    workspace().people.changeUniqueIdPrefix(server().sample.bugsId, 'NT');
    await server().connect();
    const answer = await server().call<{ detail: string }>('GET', '/issues/NT-7');
    expect(answer).toMatchObject({ status: 409, body: { code: 'issue.ambiguous' } });
    expect(answer.body.detail).toContain('Payments fail when the card has expired');
    expect(answer.body.detail).toContain('Notification bell counts read messages');
    expect(await resolve('hotfix/NT-7-critical')).toMatchObject({ issue: null });
    expect((await readIssue(server(), 'NT-42')).title).toContain('Sign-in page remembers');
    const notices = (await connectionOf(server())).sources.flatMap((source) => source.notices);
    expect(notices.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('NT is the prefix of "Tasks" too')]),
    );
  });

  it('a branch that was seen before the first connection links when its page arrives', async () => {
    expect((await resolve('fix/BUG-3-filter')).issue).toBeNull();
    await server().connect();
    const { body } = await server().call<{ items: Branch[] }>('GET', '/branches');
    expect(body.items).toMatchObject([{ branch: 'fix/BUG-3-filter', issue: { key: 'BUG-3' } }]);
  });

  it('a page that is created later links the branch that waits for it', async () => {
    await server().connect();
    const next = workspace().dataSource(server().sample.tasksId).nextNumber;
    expect(await resolve(`feature/NT-${next}-soon`)).toMatchObject({ issue: null });
    const pageId = workspace().people.createPage(server().sample.tasksId, { Name: 'Now it is there' });
    await later();
    expect((await storedPage(server(), pageId)).projectKey).toBe(`NT-${next}`);
    const { body } = await server().call<{ items: Branch[] }>('GET', '/branches');
    expect(body.items).toMatchObject([{ issue: { title: 'Now it is there' } }]);
  });
});
