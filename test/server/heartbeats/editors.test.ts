import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codingIntervals, secondsByDay } from '../../../shared/sessions.ts';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { resolve } from '../branches/support.ts';
import { beatAt, secondsOf, send } from './support.ts';

const start = Date.parse('2026-03-04T06:00:00Z');
const branch = 'feature/NT-42-x';

describe('time by editor', () => {
  const server = useTestServer({ startAt: '2026-03-04T20:00:00.000Z' });

  const beat = (minute: number, editor: string | null, name = branch) => ({
    ...beatAt(start + Math.round(minute * minuteMs), name),
    ...(editor === null ? {} : { editor }),
  });
  const parts = async () => (await resolve(server(), branch)).trackedTodayByEditor;

  it('each gap belongs to the editor of the heartbeat that it begins with', async () => {
    await server().connect();
    await send(server(), [beat(0, 'vscode'), beat(10, 'JetBrains'), beat(12, 'vscode'), beat(13, 'vscode')]);
    expect(await parts()).toEqual([
      { editor: 'vscode', seconds: 660 },
      { editor: 'JetBrains', seconds: 120 },
    ]);
    expect(await resolve(server(), branch)).toMatchObject({ trackedTodaySeconds: 780, trackedSeconds: 780 });
  });

  it('a heartbeat that names no editor is of an unknown one', async () => {
    await server().connect();
    await send(server(), [beat(0, null), beat(10, 'vscode'), beat(15, null)]);
    expect(await parts()).toEqual([
      { editor: null, seconds: 600 },
      { editor: 'vscode', seconds: 300 },
    ]);
  });

  it('a heartbeat that comes late gives the time from it on to its editor, and takes none away', async () => {
    await server().connect();
    await send(server(), [beat(0, 'vscode'), beat(10, 'vscode')]);
    expect(await parts()).toEqual([{ editor: 'vscode', seconds: 600 }]);
    await send(server(), [beat(4, 'JetBrains')]);
    expect(await parts()).toEqual([
      { editor: 'JetBrains', seconds: 360 },
      { editor: 'vscode', seconds: 240 },
    ]);
  });

  it('is of the task alone, and of today', async () => {
    await server().connect();
    await send(server(), [
      beat(-24 * 60, 'vim'),
      beat(-24 * 60 + 10, 'vim'),
      beat(0, 'vscode'),
      beat(5, 'JetBrains', 'feature/NT-43-y'),
      beat(10, 'JetBrains', 'feature/NT-43-y'),
    ]);
    expect(await parts()).toEqual([{ editor: 'vscode', seconds: 300 }]);
  });

  it('there is none on a branch without a task', async () => {
    await server().connect();
    await send(server(), [beat(0, 'vscode', 'scratch'), beat(5, 'vscode', 'scratch')]);
    expect((await resolve(server(), 'scratch')).trackedTodayByEditor).toEqual([]);
  });

  it('whatever editors send, the parts add up to the time on the task, and naming editors changes no total', async () => {
    await server().connect();
    const one = fc.record({
      secondsIn: fc.nat({ max: 10 * 3600 }),
      ms: fc.nat({ max: 999 }),
      editor: fc.constantFrom('vscode', 'JetBrains', null),
      name: fc.constantFrom(branch, 'feature/NT-42-other', 'main'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 2, maxLength: 40 }), async (drawn) => {
        const { token } = await server().addDeveloper(`Person ${String((people += 1))}`);
        const beats = drawn.map(({ secondsIn, ms, editor, name }) => ({
          ...beatAt(start + secondsIn * 1000 + ms, name),
          ...(editor === null ? {} : { editor }),
        }));
        await send(server(), beats, token);
        const link = await resolve(server(), branch, token);
        const sum = link.trackedTodayByEditor.reduce((total, { seconds }) => total + seconds, 0);
        expect(sum).toBe(link.trackedTodaySeconds);
        const timed = beats
          .map((each) => ({ ...each, atMs: Date.parse(each.at) }))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const intervals = codingIntervals(timed);
        const all = secondsByDay(intervals, 'UTC', () => 'all').reduce((total, { seconds }) => total + seconds, 0);
        expect(await secondsOf(server(), { token })).toBe(all);
        const onTask = intervals.filter(({ beat: { branch: name } }) => name !== 'main');
        const expected = secondsByDay(onTask, 'UTC', (each) => String(Reflect.get(each, 'editor') ?? null));
        const answered = link.trackedTodayByEditor.map(({ editor, seconds }) => [String(editor), seconds]);
        expect(Object.fromEntries(answered)).toEqual(
          Object.fromEntries(expected.flatMap(({ key, seconds }) => (seconds === 0 ? [] : [[key, seconds]]))),
        );
      }),
      { numRuns: 15 },
    );
  });
  let people = 0;
});
