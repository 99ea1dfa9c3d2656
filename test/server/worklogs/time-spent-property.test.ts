import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../support/clock.ts';
import { useTestServer } from '../../support/server.ts';
import { book, find, hours, requestsSince, texts, typeHours } from './support.ts';

describe('the property Time Spent', () => {
  const server = useTestServer();
  const tasks = () => server().sample.workspace.dataSource(server().sample.tasksId);
  const column = (name: string) => tasks().properties.find((property) => property.name === name);

  it('is created as a Number with the first worklog when no property of that name exists, once for all pages', async () => {
    const { connect, deliver, sample } = server();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    await connect();
    await book(server(), { key: 'NT-42' });
    await book(server(), { key: 'NT-43', seconds: 3600 });
    const from = sample.workspace.requestsLog.length;
    await deliver();
    expect(hours(server(), 'NT-42')).toBe(1.5);
    expect(hours(server(), 'NT-43')).toBe(1);
    expect(hours(server(), 'NT-44')).toBeNull();
    const made = tasks().properties.filter(({ name }) => /time spent/iu.test(name));
    expect(made).toMatchObject([{ name: 'Time Spent', type: 'number' }]);
    const additions = requestsSince(server(), from).filter((request) => request === 'PATCH /v1/data_sources/…');
    // Two pages may both find it missing; naming it again with the same type changes nothing.
    expect(additions.length).toBeLessThanOrEqual(2);
  });

  it('is made once where a person made it since the last look', async () => {
    const { connect, deliver, sample } = server();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    await connect();
    sample.workspace.people.addProperty(sample.tasksId, 'TIME  spent', { type: 'number', format: 'number' });
    await book(server());
    await deliver();
    expect(hours(server(), 'NT-42', 'TIME  spent')).toBe(1.5);
    expect(column('Time Spent')).toBeUndefined();
  });

  it('of another type is never converted: the comment is posted, and the worklog says "comment only" and what to do', async () => {
    const { connect, deliver, sample } = server();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    sample.workspace.people.addProperty(sample.tasksId, 'Time Spent', { type: 'rich_text' });
    sample.workspace.people.setProperty(sample.workspace.findPage('NT-42'), 'Time Spent', 'about a day');
    await connect();
    const worklog = await book(server(), { text: 'kept' });
    await deliver();
    expect(texts(server())).toEqual(['+1.50h — kept']);
    expect(hours(server())).toBe('about a day');
    expect(column('Time Spent')?.type).toBe('rich_text');
    const shown = await find(server(), worklog);
    expect(shown).toMatchObject({
      state: 'blocked',
      comment: { state: 'done' },
      timeSpent: { state: 'blocked', code: 'notion.property_type' },
    });
    expect(shown.timeSpent.detail).toMatch(
      /^Comment only: "Time Spent" is of type rich_text.*Number property in Notion/u,
    );
  });

  it('is written by itself after its type was mended in Notion', async () => {
    const { connect, deliver, sample, clock } = server();
    sample.workspace.people.retypeProperty(sample.tasksId, 'Time Spent', { type: 'rich_text' });
    await connect();
    const worklog = await book(server());
    await deliver();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    await deliver();
    expect(await find(server(), worklog)).toMatchObject({ state: 'blocked' });
    clock.advance(11 * minuteMs);
    await deliver();
    expect(hours(server())).toBe(1.5);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('is found again by its id after a rename', async () => {
    const { connect, deliver, sample } = server();
    typeHours(server(), 10);
    await connect();
    await book(server());
    await deliver();
    sample.workspace.people.renameProperty(sample.tasksId, 'Time Spent', 'Hours');
    await book(server());
    await deliver();
    expect(hours(server(), 'NT-42', 'Hours')).toBe(13);
    expect(column('Time Spent')).toBeUndefined();
  });

  it('that was removed after the last look is made anew, and begins with what is booked', async () => {
    const { connect, deliver, sample } = server();
    typeHours(server(), 10);
    await connect();
    await book(server());
    await deliver();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    const worklog = await book(server(), { seconds: 3600 });
    await deliver();
    expect(hours(server())).toBe(2.5);
    expect(await find(server(), worklog)).toMatchObject({ state: 'done' });
  });

  it('that people copied into a new property is taken over as it is', async () => {
    const { connect, deliver, sample } = server();
    const { people } = sample.workspace;
    typeHours(server(), 10);
    await connect();
    await book(server());
    await deliver();
    people.removeProperty(sample.tasksId, 'Time Spent');
    people.addProperty(sample.tasksId, 'Time Spent', { type: 'number', format: 'number' });
    typeHours(server(), 11.5);
    await book(server(), { seconds: 3600 });
    await deliver();
    expect(hours(server())).toBe(12.5);
  });
});

describe('Time Spent, where Notion refuses properties it does not know', () => {
  const server = useTestServer({ workspace: { unsettled: { unknownProperty: 'error' } } });

  it('is made anew after it was removed', async () => {
    const { connect, deliver, sample } = server();
    await connect();
    await book(server());
    await deliver();
    sample.workspace.people.removeProperty(sample.tasksId, 'Time Spent');
    await book(server());
    await deliver();
    expect(hours(server())).toBe(3);
  });
});
