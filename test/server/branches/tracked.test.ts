import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../support/clock.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { beatsAt, send, timeOf } from '../heartbeats/support.ts';
import { resolve } from './support.ts';

async function logTime(server: TestServer, key: string, seconds: number, token = server.token): Promise<string> {
  const id = randomUUID();
  const { status } = await server.call('POST', '/worklogs', { id, key, seconds, text: 'work' }, token);
  if (status !== 201) throw new Error(`the worklog was not taken: ${status}`);
  return id;
}

describe('the time that a branch shows', () => {
  const server = useTestServer({ startAt: '2026-03-04T09:00:00.000Z' });

  const times = async (branch: string, token = server().token) => {
    const { trackedTodaySeconds, trackedSeconds, unloggedSeconds } = await resolve(server(), branch, token);
    return [trackedTodaySeconds, trackedSeconds, unloggedSeconds];
  };

  it('is that of the task: today, in all, and not yet logged', async () => {
    const { connect } = server();
    await connect();
    await send(server(), beatsAt('2026-03-03T10:00:00Z', [0, 10, 20], 'NT-42-one'));
    await send(server(), beatsAt('2026-03-04T08:00:00Z', [0, 5], 'NT-42-two'));
    expect(await times('NT-42-three')).toEqual([300, 1500, 1500]);
    expect(await times('NT-43')).toEqual([0, 0, 0]);
    await logTime(server(), 'NT-42', 600);
    expect(await times('NT-42-three')).toEqual([300, 1500, 900]);
  });

  it('not yet logged is never less than nothing', async () => {
    const { connect } = server();
    await connect();
    await send(server(), beatsAt('2026-03-04T08:00:00Z', [0, 5], 'NT-42'));
    const id = await logTime(server(), 'NT-42', 3600);
    expect(await times('NT-42')).toEqual([300, 300, 0]);
    await server().call('DELETE', `/worklogs/${id}`);
    expect(await times('NT-42')).toEqual([300, 300, 300]);
  });

  it('is one’s own, and only one’s own worklogs cover it', async () => {
    const { connect, addDeveloper } = server();
    await connect();
    const other = await addDeveloper('Second developer');
    await send(server(), beatsAt('2026-03-04T08:00:00Z', [0, 5], 'NT-42'));
    await send(server(), beatsAt('2026-03-04T08:00:00Z', [0, 10], 'NT-42'), other.token);
    await logTime(server(), 'NT-42', 60, other.token);
    expect(await times('NT-42')).toEqual([300, 300, 300]);
    expect(await times('NT-42', other.token)).toEqual([600, 600, 540]);
  });

  it('begins today at the midnight of the person’s zone', async () => {
    const { connect, call, clock } = server();
    await connect();
    clock.set('2026-03-04T23:40:00Z');
    await send(server(), beatsAt('2026-03-04T22:50:00Z', [0, 10, 20, 30], 'NT-42'));
    expect((await times('NT-42'))[0]).toBe(1800);
    await call('PATCH', '/me', { timeZone: 'Europe/Berlin' });
    expect((await times('NT-42'))[0]).toBe(1200);
    clock.advance(dayMs);
    expect(await times('NT-42')).toEqual([0, 1800, 1800]);
  });

  it('is what the list of coding time says, to the second', async () => {
    const { connect } = server();
    await connect();
    const odd = Array.from({ length: 40 }, (_, index) => index * 1.117);
    await send(server(), beatsAt('2026-03-03T23:40:00.731Z', odd, 'NT-42'));
    const { items } = await timeOf(server());
    const today = await timeOf(server(), { from: '2026-03-04T00:00:00Z' });
    expect(await times('NT-42')).toEqual([today.totalSeconds, items[0]?.seconds, items[0]?.seconds]);
  });

  it('of a branch without a task is nothing, because it belongs to no task', async () => {
    await server().connect();
    await send(server(), beatsAt('2026-03-04T08:00:00Z', [0, 5], 'main'));
    expect(await times('main')).toEqual([0, 0, 0]);
  });

  it('of two keys in one branch goes to the first', async () => {
    await server().connect();
    await send(server(), beatsAt('2026-03-04T08:00:00Z', [0, 5], 'NT-42-NT-43'));
    expect((await times('NT-42'))[1]).toBe(300);
    expect((await times('NT-43'))[1]).toBe(0);
  });

  it('names the last sync that went well', async () => {
    const { connect, poll, clock, sample } = server();
    await connect();
    const { lastSyncAt } = await resolve(server(), 'NT-42');
    expect(lastSyncAt).not.toBeNull();
    clock.advance(hourMs);
    sample.workspace.people.unshareDatabase(sample.databaseId);
    await poll();
    expect((await resolve(server(), 'NT-42')).lastSyncAt).toBe(lastSyncAt);
    sample.workspace.people.shareDatabase(sample.databaseId);
    clock.advance(10 * minuteMs);
    await poll();
    expect((await resolve(server(), 'NT-42')).lastSyncAt).not.toBe(lastSyncAt);
  });
});
