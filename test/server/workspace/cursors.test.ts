import { collectAllDataSourceRows } from '@notionhq/client';
import { assert, asyncProperty, integer } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../../server/demo/workspace/sample.ts';
import { serveWorkspace } from '../../../server/demo/workspace/serve.ts';
import { createWorkspace } from '../../../server/demo/workspace/workspace.ts';
import { clientFor, failure, stage, testClock, titleOf, type Stage } from './support.ts';

interface Rows {
  results: { id: string }[];
  next_cursor: string | null;
  has_more: boolean;
  request_status?: { type: string; incomplete_reason?: string };
}

function query({ client, tasksId }: Stage, body: object): Promise<Rows> {
  return client.request<Rows>({ path: `data_sources/${tasksId}/query`, method: 'post', body: { ...body } });
}

const byEdit = [{ timestamp: 'last_edited_time', direction: 'ascending' }];

async function readAll(scene: Stage, pageSize: number, between: () => void = () => {}): Promise<Rows[]> {
  const pages = [await query(scene, { sorts: byEdit, page_size: pageSize })];
  for (let cursor = pages[0]?.next_cursor; cursor; cursor = pages.at(-1)?.next_cursor) {
    between();
    pages.push(await query(scene, { sorts: byEdit, page_size: pageSize, start_cursor: cursor }));
  }
  return pages;
}

const idsOf = (pages: readonly Rows[]) => pages.flatMap((page) => page.results.map(({ id }) => id));

describe('cursors', () => {
  test('whatever the page size, following the cursors shows every row exactly once', async () => {
    const scene = await stage();
    const all = idsOf(await readAll(scene, 100));
    await assert(
      asyncProperty(integer({ min: 1, max: 100 }), async (pageSize) => {
        expect(idsOf(await readAll(scene, pageSize))).toEqual(all);
      }),
      { numRuns: 12 },
    );
    expect(new Set(all).size).toBe(all.length);
  });

  test('a page holds at most a hundred rows, and asking for more is refused', async () => {
    const scene = await stage();
    expect(await failure(query(scene, { page_size: 101 }))).toMatchObject({ status: 400, code: 'validation_error' });
    expect(await failure(query(scene, { page_size: 0 }))).toMatchObject({ status: 400, code: 'validation_error' });
  });

  test('a cursor is opaque, not an id', async () => {
    const { next_cursor: cursor } = await query(await stage(), { page_size: 1 });
    expect(cursor).not.toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a cursor is refused with another filter, when it is made up, and after its session ended', async () => {
    const scene = await stage();
    const { next_cursor: cursor } = await query(scene, { page_size: 1 });
    const filter = { property: 'ID', unique_id: { equals: 42 } };
    const refused = { status: 400, code: 'validation_error' };
    expect(await failure(query(scene, { start_cursor: cursor, filter }))).toMatchObject(refused);
    expect(await failure(query(scene, { start_cursor: 'made-up' }))).toMatchObject(refused);
    expect((await query(scene, { start_cursor: cursor })).results.length).toBeGreaterThan(1);
    scene.workspace.expireCursors();
    expect(await failure(query(scene, { start_cursor: cursor }))).toMatchObject(refused);
  });

  test('a cursor is refused after a restart', async () => {
    const scene = await stage();
    const { next_cursor: cursor } = await query(scene, { page_size: 1 });
    const options = { clock: testClock(), newId: () => 'after the restart', data: scene.workspace.snapshot() };
    const restarted = sampleOf(createWorkspace(options));
    const served = await serveWorkspace(restarted.workspace);
    const client = clientFor(served.url, scene.token);
    const call = client.dataSources.query({ data_source_id: scene.tasksId, start_cursor: cursor ?? '' });
    expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
    await served.close();
  });

  test('a row trashed between two pages is missing from the second', async () => {
    const scene = await stage();
    const last = idsOf(await readAll(scene, 100)).at(-1) ?? '';
    const pages = await readAll(scene, 20, () => scene.workspace.people.trash(last));
    expect(idsOf(pages)).not.toContain(last);
  });

  test('rows keep the order of the first page although they are edited while somebody reads', async () => {
    const scene = await stage();
    const before = idsOf(await readAll(scene, 100));
    const untouched = before.at(-1) ?? '';
    const during = await readAll(scene, 10, () => scene.workspace.people.rename(untouched, 'Edited meanwhile'));
    expect(idsOf(during)).toEqual(before);
    expect(titleOf(during.at(-1)?.results.at(-1))).toBe('Edited meanwhile');
  });

  test('a workspace can be told to order by now instead: a row edited meanwhile moves to the tail and comes again', async () => {
    const scene = await stage({ unsettled: { paging: 'live' } });
    const before = idsOf(await readAll(scene, 100));
    const first = before[0] ?? '';
    let edited = false;
    const during = await readAll(scene, 10, () => {
      if (!edited) scene.workspace.people.rename(first, 'Edited meanwhile');
      edited = true;
    });
    expect(idsOf(during)).toEqual([...before, first]);
  });
});

describe('the cap on one query', () => {
  test('a query that reaches the cap says so on every page and ends there', async () => {
    const scene = await stage({ cap: 20 });
    const pages = await readAll(scene, 8);
    expect(idsOf(pages)).toHaveLength(20);
    expect(pages.at(-1)?.has_more).toBe(false);
    const incomplete = { type: 'incomplete', incomplete_reason: 'query_result_limit_reached' };
    expect(pages.map((page) => page.request_status)).toEqual([incomplete, incomplete, incomplete]);
  });

  test('a complete answer does not carry the field at all', async () => {
    const scene = await stage();
    expect(Object.keys(await query(scene, {}))).not.toContain('request_status');
  });

  test('a query of exactly the cap is complete', async () => {
    const { results } = await query(await stage(), {});
    const [page] = await readAll(await stage({ cap: results.length }), 100);
    expect(page?.request_status).toBeUndefined();
  });

  test('windows of creation time reach the rows behind the cap', async () => {
    const scene = await stage();
    const all = idsOf(await readAll(scene, 100));
    const capped = await stage({ cap: 10 });
    const rows = await collectAllDataSourceRows(capped.client, { data_source_id: capped.tasksId });
    expect(rows.map(({ id }) => id).toSorted()).toEqual(all.toSorted());
  });
});
