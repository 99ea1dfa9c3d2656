import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { expectStoreIsTrue, readIssue, requestsDuring, save, setCapabilities, storedIssues, tick } from './support.ts';

describe('assignees', () => {
  const server = useTestServer();
  const workspace = () => server().sample.workspace;
  const assigneeOf = async (key: string) => (await storedIssues(server())).find(({ projectKey }) => projectKey === key);
  const connectWith = async (userInformation: 'none' | 'without_email') => {
    setCapabilities(server(), { userInformation });
    await server().connect();
  };

  it('of several people all are kept and the first is the assignee, by e-mail when it is visible', async () => {
    await server().connect();
    const { assignee, assignees } = (await assigneeOf('NT-31')) ?? {};
    expect(assignee).toBe('tomasz.reiter@example.com');
    expect(assignees?.map(({ name }) => name)).toEqual(['Tomasz Reiter', 'Ines Alvarado']);
    expect((await readIssue(server(), 'NT-31')).assignees).toEqual([
      { name: 'Tomasz Reiter', email: 'tomasz.reiter@example.com' },
      { name: 'Ines Alvarado', email: 'ines.alvarado@example.com' },
    ]);
  });

  it('who has no visible e-mail is told by the Notion user id and never by name', async () => {
    await server().connect();
    const { people } = server().sample;
    expect(await assigneeOf('NT-2')).toMatchObject({
      assignee: people['Sasha from design'],
      assignees: [{ userId: people['Sasha from design'], name: 'Sasha from design', email: null }],
    });
  });

  it('more people than a page shows are all read', async () => {
    await server().connect();
    expect((await readIssue(server(), 'NT-44')).assignees).toHaveLength(28);
    await expectStoreIsTrue(server());
  });

  it('guests, bots and people who left are kept', async () => {
    await server().connect();
    const { people } = server().sample;
    expect((await readIssue(server(), 'NT-46')).assignees).toEqual([
      { name: 'Robin', email: null },
      { name: 'Olive Marchetti', email: 'olive@studio.example' },
    ]);
    expect((await readIssue(server(), 'NT-41')).assignees).toEqual([
      { name: 'Leila Farouk', email: 'leila.farouk@example.com' },
      { name: 'Release robot', email: null },
    ]);
    expect(await assigneeOf('NT-45')).toMatchObject({
      assignee: people['Wim Dekker'],
      assignees: [{ userId: people['Wim Dekker'], name: null, email: null }],
    });
  });

  it('without the capability to see e-mails, people keep their names and are told by user id', async () => {
    await connectWith('without_email');
    expect(await assigneeOf('NT-42')).toMatchObject({
      assignee: server().sample.people['Tomasz Reiter'],
      assignees: [{ name: 'Tomasz Reiter', email: null }],
    });
  });

  it('without any capability to see people, they are ids and the sync goes on', async () => {
    await connectWith('none');
    expect(await assigneeOf('NT-42')).toMatchObject({
      assignee: server().sample.people['Tomasz Reiter'],
      assignees: [{ name: null, email: null }],
    });
    expect((await readIssue(server(), 'NT-44')).assignees).toHaveLength(28);
    expect((await storedIssues(server())).length).toBe(44);
  });

  it('when the capability is given later, names and e-mails come with the next reading of the page', async () => {
    await connectWith('none');
    setCapabilities(server(), { userInformation: 'with_email' });
    workspace().people.writeParagraph(workspace().findPage('NT-42'), 'Something');
    server().clock.advance(10 * minuteMs);
    await tick(server());
    expect((await assigneeOf('NT-42'))?.assignee).toBe('tomasz.reiter@example.com');
  });

  it('the list of people is asked for once in a run, and only when a page leaves somebody out', async () => {
    const requests = await requestsDuring(server(), () => save(server()));
    expect(requests.filter((request) => request === 'GET /v1/users')).toHaveLength(1);
    server().clock.advance(10 * minuteMs);
    workspace().people.rename(workspace().findPage('NT-42'), 'Edited');
    const next = await requestsDuring(server(), () => tick(server()));
    expect(next.filter((request) => request.startsWith('GET /v1/users'))).toEqual([]);
  });
});
