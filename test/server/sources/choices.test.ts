import { describe, expect, it } from 'vitest';
import type { SourceChoice } from '../../../shared/api/departments.ts';
import { useTestServer } from '../../support/server.ts';
import { tick } from './support.ts';

describe('the databases in which a person can make a task', () => {
  const server = useTestServer();
  const choices = async (token?: string) => {
    const address = `/departments/${server().departmentId}/sources`;
    return (await server().call<{ items: SourceChoice[] }>('GET', address, undefined, token)).body.items;
  };

  it('are those that are read, with what their tasks have', async () => {
    const { connect, sample } = server();
    expect(await choices()).toEqual([]);
    await connect();
    const { token } = await server().addDeveloper('Developer');
    const id = expect.any(String) as unknown;
    expect(await choices(token)).toMatchObject([
      { id, name: 'Tasks', prefix: 'NT', statusProperty: true, assigneeProperty: true },
      { id, name: 'Bugs' },
    ]);
    const { people } = sample.workspace;
    people.removeProperty(sample.tasksId, 'Status');
    people.removeProperty(sample.tasksId, 'Assignee');
    people.removeProperty(sample.tasksId, 'ID');
    await tick(server());
    expect((await choices())[0]).toEqual({
      id,
      name: 'Tasks',
      prefix: null,
      statusProperty: false,
      assigneeProperty: false,
    });
  });

  it('have the prefix of the department where Notion shows none', async () => {
    const { connect, sample } = server();
    sample.workspace.people.changeUniqueIdPrefix(sample.tasksId, null);
    await connect();
    expect((await choices())[0]?.prefix).toBe('NT');
  });
});
