import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { runs } from '../../support/effort.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';
import {
  beforeAnswer,
  connectionOf,
  expectStoreIsTrue,
  lastRun,
  nextTick,
  requestsDuring,
  sync,
  tick,
} from './support.ts';

async function serverWith(workspace: TestServerOptions['workspace']): Promise<TestServer> {
  const server = await startTestServer({ workspace: workspace ?? {} });
  onTestFinished(() => server.close());
  return server;
}

/** Rows that all carry the same edit time and the same time of creation, as after an import. */
function importRows({ sample }: TestServer, count: number): void {
  for (let index = 0; index < count; index += 1) {
    sample.workspace.people.createPage(sample.tasksId, { Name: `Imported ${index}` });
  }
}

describe('more rows than one query reaches', () => {
  it('are all read at first, and when more than that are edited between two ticks', async () => {
    const server = await serverWith({ cap: 20 });
    await server.connect();
    await expectStoreIsTrue(server);
    const { workspace, tasksId } = server.sample;
    workspace.rows(tasksId).forEach((pageId, index) => {
      server.clock.advance(index % 3 === 0 ? minuteMs : 0);
      workspace.people.rename(pageId, `Edited ${index}`);
    });
    expect((await nextTick(server)).state).toBe('done');
    await expectStoreIsTrue(server);
  });

  it('are all read when they share one minute', async () => {
    const server = await serverWith({ cap: 20 });
    importRows(server, 65);
    await server.connect();
    await expectStoreIsTrue(server);
    server.clock.advance(10 * minuteMs);
    importRows(server, 45);
    const { workspace, tasksId } = server.sample;
    for (const pageId of workspace.rows(tasksId).slice(0, 50)) workspace.people.setProperty(pageId, 'Estimate', 3);
    await tick(server);
    await expectStoreIsTrue(server);
  });

  it('are all read where many have no number yet, as after an ID property was added', async () => {
    for (const [count, unnumbered] of [
      [150, 60],
      [900, 230],
    ] as const) {
      const server = await serverWith({});
      importRows(server, count);
      const { workspace, tasksId } = server.sample;
      const column = workspace.dataSource(tasksId).properties.find(({ type }) => type === 'unique_id')?.id ?? '';
      for (const pageId of workspace
        .rows(tasksId)
        .filter((_, index) => index % 3 === 1)
        .slice(0, unnumbered)) {
        const values = workspace.desk.state.pages.get(pageId)?.values ?? {};
        values[column] = { type: 'unique_id', number: null };
      }
      server.clock.advance(minuteMs);
      await server.connect();
      await expectStoreIsTrue(server);
      await server.close();
    }
  });

  it('are all compared by a sweep', async () => {
    const server = await serverWith({ cap: 20 });
    importRows(server, 65);
    await server.connect();
    const { workspace, tasksId } = server.sample;
    for (const pageId of workspace.rows(tasksId).slice(40, 60)) workspace.people.trash(pageId);
    server.clock.advance(25 * 60 * minuteMs);
    await tick(server);
    await expectStoreIsTrue(server);
  });

  it('that share one minute without an id property end in a message that says what to add', async () => {
    const server = await serverWith({ cap: 20 });
    importRows(server, 65);
    const { workspace, tasksId } = server.sample;
    workspace.people.removeProperty(tasksId, 'ID');
    await server.connect();
    const { error } = await lastRun(server);
    expect(error?.detail).toContain('Add an ID property in Notion.');
    const { sources } = await connectionOf(server);
    expect(sources.map(({ issues }) => issues > 0)).toEqual([true, true]);
    workspace.people.addProperty(tasksId, 'ID', { type: 'unique_id', prefix: 'NT' });
    expect((await sync(server)).state).toBe('done');
    await expectStoreIsTrue(server);
  });
});

describe('the requests of a read', () => {
  it('of all rows are at most one for every hundred and five more, whatever numbers are missing', async () => {
    const gaps = fc.record({ rows: fc.integer({ min: 1, max: 900 }), gone: fc.array(fc.nat(899), { maxLength: 500 }) });
    await fc.assert(
      fc.asyncProperty(gaps, async ({ rows, gone }) => {
        const server = await startTestServer();
        const { workspace, tasksId } = server.sample;
        importRows(server, rows);
        const all = workspace.rows(tasksId);
        for (const index of new Set(gone.filter((one) => one < all.length))) workspace.people.trash(all[index] ?? '');
        const live = all.filter((pageId) => workspace.page(pageId)?.inTrash === false).length;
        const requests = await requestsDuring(server, () => server.connect());
        const queries = requests.filter((request) => request === `POST /v1/data_sources/${tasksId}/query`);
        expect(queries.length).toBeLessThanOrEqual(Math.ceil(live / 100) + 5);
        await expectStoreIsTrue(server);
        await server.close();
      }),
      { numRuns: runs(3) },
    );
  });

  it('of all rows are under way side by side', async () => {
    const server = await serverWith({});
    importRows(server, 700);
    const { faults } = server.sample.workspace;
    const path = `/v1/data_sources/${server.sample.tasksId}/query`;
    const held = Array.from({ length: 6 }, (_, index) =>
      faults.next({ path, skip: index === 0 ? 1 : 0 }, { answer: { kind: 'real' }, hold: true }),
    );
    const connected = server.connect();
    await Promise.all(held.map(({ reached }) => reached));
    for (const { release } of held) release();
    await connected;
    await expectStoreIsTrue(server);
  });

  it('of a quiet tick are two for each data source, also after very many rows came in one minute', async () => {
    const server = await serverWith({});
    await server.connect();
    server.clock.advance(10 * minuteMs);
    importRows(server, 650);
    server.clock.advance(minuteMs);
    await tick(server);
    await nextTick(server);
    for (let quiet = 0; quiet < 3; quiet += 1) {
      server.clock.advance(10 * minuteMs);
      expect(await requestsDuring(server, () => tick(server))).toHaveLength(4);
    }
    await expectStoreIsTrue(server);
  });
});

describe('cursors that Notion refuses', () => {
  it('half way let the query start again behind the last row, and no row is left out', async () => {
    const server = await serverWith({});
    importRows(server, 120);
    server.clock.advance(minuteMs);
    importRows(server, 120);
    const { workspace, tasksId } = server.sample;
    const query = `/v1/data_sources/${tasksId}/query`;
    for (const skip of [1, 2]) {
      beforeAnswer(server, { path: query, skip }, () => workspace.expireCursors());
    }
    await server.connect();
    expect((await lastRun(server)).state).toBe('done');
    await expectStoreIsTrue(server);
  });

  it('at every page are got over as long as rows lie in different minutes', async () => {
    const server = await serverWith({});
    const { workspace, tasksId } = server.sample;
    for (let index = 0; index < 330; index += 1) {
      workspace.people.createPage(tasksId, { Name: `Row ${index}` });
      server.clock.advance(minuteMs / 2);
    }
    loseEveryCursor(server);
    await server.connect();
    expect((await lastRun(server)).state).toBe('done');
    await expectStoreIsTrue(server);
  });

  it('for ever end the run instead of going round', async () => {
    const server = await serverWith({});
    await server.connect();
    server.clock.advance(minuteMs);
    importRows(server, 250);
    loseEveryCursor(server);
    expect(await tick(server)).toMatchObject({
      state: 'failed',
      error: { code: 'notion.unavailable', detail: 'Notion keeps refusing its own cursors.' },
    });
  });
});

function loseEveryCursor({ sample }: TestServer): void {
  const { sessions } = sample.workspace.desk;
  const run = sessions.run.bind(sessions);
  sessions.run = (...query) => {
    const answer = run(...query);
    sessions.expireAll();
    return answer;
  };
}
