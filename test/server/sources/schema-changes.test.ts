import { describe, expect, it, onTestFinished } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { startTestServer, useTestServer } from '../../support/server.ts';
import { connectionOf, expectStoreIsTrue, nextTick, sweep } from './support.ts';

describe('the schema, read at every tick,', () => {
  const server = useTestServer();
  const changesOf = async (index: number) => (await connectionOf(server())).sources[index]?.changes ?? [];

  it('tells the administrator what changed in Notion, newest first, once', async () => {
    await server().connect();
    const { sample, clock } = server();
    const { people } = sample.workspace;
    expect(await changesOf(0)).toEqual([]);
    people.renameProperty(sample.tasksId, 'Status', 'State');
    people.changeUniqueIdPrefix(sample.tasksId, 'ENG');
    await nextTick(server());
    const first = clock.now().toISOString();
    people.removeProperty(sample.tasksId, 'Priority');
    await nextTick(server());
    await nextTick(server());
    const changes = await changesOf(0);
    expect(changes.map(({ message }) => message)).toEqual([
      '"Priority", which was read as the priority, was removed, so tasks have no priority.',
      '"Status" is called "State" now and is read as before.',
      'The prefix of keys is ENG now and was NT. Old keys and their branches stay linked.',
    ]);
    expect(changes[2]?.at).toBe(first);
    expect(Date.parse(changes[0]?.at ?? '') - Date.parse(first)).toBe(10 * minuteMs);
    expect(changes[0]?.fix).toBe('Add a property called Priority, of type Select, in Notion.');
    expect(await changesOf(1)).toEqual([]);
  });
});

describe('a change of all cells, while a page was out of sight,', () => {
  it('is seen by the sweep after the page came back, though nothing tells of an edit', async () => {
    const server = await startTestServer({ workspace: { unsettled: { trashMovesEditTime: false } } });
    onTestFinished(() => server.close());
    await server.connect();
    const { people } = server.sample.workspace;
    const pageId = server.sample.workspace.findPage('NT-7');
    people.trash(pageId);
    people.removeStatusOption(server.sample.tasksId, 'In Review');
    await nextTick(server);
    people.restore(pageId);
    await nextTick(server);
    await sweep(server);
    await expectStoreIsTrue(server);
  });
});
