import { describe, expect, test } from 'vitest';
import { failure, fullPage, stage, titleOf, type Stage } from './support.ts';

type Operator = 'after' | 'on_or_after' | 'before' | 'on_or_before' | 'equals';

/** Whether the page edited just now is found by a filter on its edit time. */
async function finds({ client, tasksId }: Stage, operator: Operator, time: string): Promise<boolean> {
  const filter = { timestamp: 'last_edited_time' as const, last_edited_time: { [operator]: time } };
  const answer = await client.dataSources.query({ data_source_id: tasksId, filter: filter as never });
  return answer.results.map(titleOf).includes('Edited now');
}

async function editedNow(options: Parameters<typeof stage>[0] = {}): Promise<Stage> {
  const scene = await stage(options);
  scene.workspace.people.rename(scene.workspace.findPage('NT-42'), 'Edited now');
  return scene;
}

describe('times of pages', () => {
  test('the time of an edit is shown rounded down to the minute', async () => {
    const { client, workspace } = await editedNow();
    const page = await fullPage(client, workspace.findPage('NT-42'));
    expect(page.last_edited_time).toBe('2026-03-18T09:30:00.000Z');
    expect(page.created_time).toMatch(/:00\.000Z$/);
  });

  test('a second edit in the same minute leaves the shown time as it was', async () => {
    const { client, workspace, clock } = await editedNow();
    const id = workspace.findPage('NT-42');
    clock.passSeconds(15);
    workspace.people.setStatus(id, 'In Review');
    expect((await fullPage(client, id)).last_edited_time).toBe('2026-03-18T09:30:00.000Z');
  });

  test('an exclusive filter on the shown time loses the page, an inclusive one keeps it', async () => {
    const scene = await editedNow();
    expect(await finds(scene, 'after', '2026-03-18T09:30:00.000Z')).toBe(false);
    expect(await finds(scene, 'on_or_after', '2026-03-18T09:30:00.000Z')).toBe(true);
    expect(await finds(scene, 'equals', '2026-03-18T09:30:00.000Z')).toBe(true);
    expect(await finds(scene, 'before', '2026-03-18T09:30:00.000Z')).toBe(false);
    expect(await finds(scene, 'on_or_before', '2026-03-18T09:30:00.000Z')).toBe(true);
  });

  test('a workspace can be told to compare exact times instead, as the documentation leaves it open', async () => {
    const scene = await editedNow({ unsettled: { filterTimes: 'exact' } });
    expect(await finds(scene, 'after', '2026-03-18T09:30:00.000Z')).toBe(true);
    expect(await finds(scene, 'on_or_after', '2026-03-18T09:30:40.500Z')).toBe(true);
    expect(await finds(scene, 'on_or_after', '2026-03-18T09:30:40.501Z')).toBe(false);
  });

  test('a time without an offset is read as UTC, and a date alone compares by day', async () => {
    const scene = await editedNow();
    expect(await finds(scene, 'on_or_after', '2026-03-18T09:30:00')).toBe(true);
    expect(await finds(scene, 'on_or_after', '2026-03-18T11:30:00+02:00')).toBe(true);
    expect(await finds(scene, 'equals', '2026-03-18')).toBe(true);
    expect(await finds(scene, 'after', '2026-03-18')).toBe(false);
  });

  test('an edit time in the future is shown as it is', async () => {
    const { client, workspace } = await stage();
    const id = workspace.findPage('NT-42');
    workspace.people.dateEdit(id, new Date('2026-03-18T09:45:10Z'));
    expect((await fullPage(client, id)).last_edited_time).toBe('2026-03-18T09:45:00.000Z');
  });

  test('a workspace can be told to list edits late: until then the row is missing from queries but not from reads', async () => {
    const scene = await editedNow({ unsettled: { indexLagMs: 90_000 } });
    expect(await finds(scene, 'on_or_after', '2026-03-18T09:30:00Z')).toBe(false);
    expect(titleOf(await fullPage(scene.client, scene.workspace.findPage('NT-42')))).toBe('Edited now');
    scene.clock.passSeconds(90);
    expect(await finds(scene, 'on_or_after', '2026-03-18T09:30:00Z')).toBe(true);
  });

  test('a filter needs exactly one operator', async () => {
    const { client, tasksId } = await stage();
    const filter = { timestamp: 'last_edited_time', last_edited_time: { after: '2026-01-01', before: '2026-02-01' } };
    const call = client.dataSources.query({ data_source_id: tasksId, filter: filter as never });
    expect(await failure(call)).toMatchObject({ status: 400, code: 'validation_error' });
  });
});
