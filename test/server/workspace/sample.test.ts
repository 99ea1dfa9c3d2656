import { describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../../server/demo/workspace/sample.ts';
import { countedIds, START, testClock } from './support.ts';

function sample() {
  return sampleWorkspace({ clock: testClock(), newId: countedIds() });
}

function cells(column: string): unknown[] {
  const { workspace, tasksId } = sample();
  return workspace.rows(tasksId).map((id) => workspace.value(id, column));
}

describe('the sample data', () => {
  test('the keys of the guide exist, NT-42 is in progress', () => {
    const { workspace } = sample();
    for (const key of ['NT-1', 'NT-7', 'NT-1337', 'BUG-1'])
      expect(workspace.page(workspace.findPage(key))).toBeDefined();
    const login = workspace.findPage('NT-42');
    expect(workspace.value(login, 'Name')).toBe('Sign-in page remembers the last workspace');
    expect(workspace.value(login, 'Status')).toBe('In Progress');
  });

  test('statuses are as odd as real ones', () => {
    const statuses = cells('Status');
    const odd = [
      'In Review',
      'Released to prod',
      'Icebox',
      'Not done',
      'To-do',
      'Готово',
      'Done ✅',
      'In progress (50%)',
      'Blocked',
    ];
    for (const status of odd) expect(statuses).toContain(status);
  });

  test('estimates are fractional, negative, zero and empty', () => {
    const estimates = cells('Estimate');
    expect(estimates).toContain(0);
    expect(estimates).toContain(-2);
    expect(estimates).toContain(null);
    expect(estimates).toContain(2.5);
  });

  test('titles are empty, very long, right-to-left and full of emoji', () => {
    const titles = cells('Name').map(String);
    expect(titles).toContain('');
    expect(Math.max(...titles.map((title) => title.length))).toBeGreaterThan(2000);
    expect(titles.some((title) => /\p{Script=Arabic}/u.test(title))).toBe(true);
    expect(titles.some((title) => /\p{Extended_Pictographic}/u.test(title))).toBe(true);
  });

  test('the tasks have Time Spent already, the bugs have not', () => {
    const { workspace, tasksId, bugsId } = sample();
    const columns = (id: string) => workspace.dataSource(id).properties.map(({ name }) => name);
    expect(columns(tasksId)).toContain('Time Spent');
    expect(columns(bugsId)).not.toContain('Time Spent');
    expect(workspace.rows(tasksId).length + workspace.rows(bugsId).length).toBeGreaterThanOrEqual(40);
  });

  test('the data has a past that ends now', () => {
    const { workspace, tasksId } = sample();
    const times = workspace.rows(tasksId).map((id) => workspace.page(id));
    const nowMs = Date.parse(START);
    expect(
      times.every((page) => page !== undefined && page.createdAtMs <= page.editedAtMs && page.editedAtMs <= nowMs),
    ).toBe(true);
    expect(Math.max(...times.map((page) => page?.editedAtMs ?? 0))).toBeGreaterThan(nowMs - 86_400_000);
    expect(Math.min(...times.map((page) => page?.createdAtMs ?? 0))).toBeLessThan(nowMs - 60 * 86_400_000);
  });

  test('numbers go on behind the highest one', () => {
    const { workspace, tasksId } = sample();
    expect(workspace.value(workspace.people.createPage(tasksId, { Name: 'Next' }), 'ID')).toBe(1338);
  });

  test('the address people copy holds the database id before the view id', () => {
    const { databaseUrl, databaseId } = sample();
    expect(/([0-9a-f]{32})\?v=[0-9a-f]{32}$/.exec(databaseUrl)?.[1]).toBe(databaseId.replaceAll('-', ''));
  });

  test('a person, a guest, somebody who left and a bot are assigned somewhere', () => {
    const { people } = sample();
    const assigned = new Set(cells('Assignee').flat());
    for (const name of ['Mira Dahlgren', 'Robin', 'Olive Marchetti', 'Wim Dekker', 'Release robot']) {
      expect(assigned).toContain(people[name]);
    }
  });

  test('two installations have different tokens and ids', () => {
    const other = sampleWorkspace({ clock: testClock(), newId: () => crypto.randomUUID() });
    expect(other.token).not.toBe(sample().token);
    expect(other.databaseId).not.toBe(sample().databaseId);
  });
});
