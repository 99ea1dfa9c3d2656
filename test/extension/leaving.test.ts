import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { leavingSentences, leavingWords } from '../../shared/leaving-words.ts';
import type { Heartbeat } from '../../shared/api/heartbeats.ts';
import { createIdFactory } from '../../shared/ids.ts';
import { openAccountWorklogs } from '../../extension/host/account-worklogs.ts';
import { createCodingTime, type WorkDocument } from '../../extension/host/coding-time.ts';
import { createLocalData } from '../../extension/host/local-data.ts';
import { openPauses } from '../../extension/host/pauses.ts';
import { createSession } from '../../extension/host/session.ts';
import type { Activity } from '../../extension/core/activity.ts';
import type { LocalData } from '../../extension/host/local-data.ts';
import { deleteLocalData } from '../../extension/ui/delete-local-data.ts';
import { deleteServerData, exportData } from '../../extension/ui/server-data.ts';
import { ana, createContext } from './support/context.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import { fakeRepository, fileUri, openGitWindow } from './support/fake-git.ts';
import { createFakePickers, createFakeWork } from './support/fake-work.ts';
import { createFakeSecrets } from './support/fake-secrets.ts';
import { failureOf, success } from './support/samples.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const makeFolder = useTemporaryFolders();

function memory() {
  const values = new Map<string, unknown>();
  return {
    values,
    get: (key: string) => values.get(key),
    keys: () => [...values.keys()],
    update: async (key: string, value: unknown) =>
      void (value === undefined ? values.delete(key) : values.set(key, value)),
  };
}

/** The parts as main.ts puts them together, with a server that is away. */
async function setUp() {
  const storage = path.join(await makeFolder(), 'tickmark.tickmark');
  const clock = createFakeClock();
  const secrets = createFakeSecrets();
  const session = createSession(secrets, () => ana.address);
  const errors: unknown[] = [];
  const settings = { enabled: true, paths: 'hashed' as const, idleMinutes: 15 };
  const [workspace, global] = [memory(), memory()];
  let hear: Activity<WorkDocument> | undefined;
  let isAway = true;
  const sent: Heartbeat[] = [];
  const common = {
    clock,
    random: () => 0.5,
    newId: createIdFactory({ nowMs: clock.nowMs, randomBytes: (length) => new Uint8Array(length).fill(7) }),
    session,
    storage,
    onError: (error: unknown) => void errors.push(error),
  };
  const pauses = openPauses({ ...common, memory: workspace });
  const worklogs = openAccountWorklogs({
    ...common,
    api: { postWorklog: async () => failureOf('offline') },
    onDelivered: () => undefined,
    onParked: () => undefined,
  });
  const codingTime = createCodingTime<WorkDocument>({
    ...common,
    secrets,
    git: openGitWindow({ repositories: [fakeRepository('/w/app', 'NT-1')] }).git,
    machine: 'here',
    editor: 'vscode',
    isRunning: () => true,
    settings: () => settings,
    isWindowActive: () => true,
    listen(activity) {
      hear = activity;
      const surroundings = () => ({ debugging: false, testing: false, building: false, comparing: false });
      return { surroundings, dispose: () => (hear = undefined) };
    },
    serverOf: () => ana.address,
    folderOf: () => ({ name: 'app', path: '/w/app' }),
    privacyOf: () => null,
    pauses,
    api: {
      async postHeartbeats(_connection, { heartbeats }) {
        if (isAway) return failureOf('offline');
        sent.push(...heartbeats);
        return success({ results: heartbeats.map(({ id }) => ({ id, status: 'stored' as const })) });
      },
    },
    onFailure: () => undefined,
  });
  const localData = createLocalData({
    ...common,
    secrets,
    memories: [workspace, global],
    codingTime,
    worklogs,
    pauses,
    async setCounting(enabled) {
      settings.enabled = enabled;
      await codingTime.follow();
    },
  });
  await session.signIn(ana);
  await codingTime.follow();
  const type = (file: string): void => hear?.input({ uri: fileUri(file), languageId: 'typescript' });
  const isHearing = (): boolean => hear !== undefined;
  const comeBack = (): void => void (isAway = false);
  return {
    storage,
    secrets,
    workspace,
    global,
    codingTime,
    worklogs,
    pauses,
    localData,
    type,
    isHearing,
    comeBack,
    sent,
    settings,
    errors,
  };
}

test('after everything is deleted nothing is left, neither in the folder of the extension nor among the secrets', async () => {
  const setup = await setUp();
  setup.type('/w/app/a.ts');
  setup.type('/w/app/b.ts');
  await until(async () => (await setup.localData.unsent()).heartbeats === 2);
  await setup.worklogs.queue()?.submit({ id: '0195e000-0000-7000-8000-000000000001', key: 'NT-42', seconds: 60 });
  await setup.pauses.pause(null);
  await setup.pauses.pause(Number.MAX_SAFE_INTEGER);
  await setup.workspace.update('tickmark.recent', []);
  await setup.global.update('anything', 1);
  // Somebody who was signed in here once, and another window.
  const others = path.join(setup.storage, 'accounts', 'f'.repeat(32), 'heartbeats');
  await mkdir(others, { recursive: true });
  await writeFile(path.join(others, 'open-1-x.jsonl'), '{}\n{}\n');
  expect(await setup.localData.unsent()).toEqual({ heartbeats: 4, worklogs: 1 });

  await setup.localData.stopCounting();
  const forgotten = await setup.localData.erase(true);
  expect(forgotten.map(({ personId }) => personId)).toEqual(['ana']);
  await expect(readdir(setup.storage)).rejects.toThrow('ENOENT');
  expect([...setup.secrets.values.keys()]).toEqual([]);
  expect([setup.workspace.keys(), setup.global.keys()]).toEqual([[], []]);
  expect([setup.settings.enabled, setup.isHearing(), setup.pauses.now()]).toEqual([false, false, null]);
  setup.codingTime.dispose();
  setup.worklogs.dispose();
  await expect(readdir(setup.storage)).rejects.toThrow('ENOENT');
  expect(setup.errors).toEqual([]);
});

test('deleting without signing out keeps who is signed in, and nothing else', async () => {
  const setup = await setUp();
  setup.type('/w/app/a.ts');
  await until(async () => (await setup.localData.unsent()).heartbeats === 1);
  await setup.localData.stopCounting();
  expect(await setup.localData.erase(false)).toEqual([]);
  expect([...setup.secrets.values.keys()].toSorted()).toEqual([`tickmark.account:${ana.address}`, 'tickmark.servers']);
  await expect(readdir(setup.storage)).rejects.toThrow('ENOENT');
});

test('what waits can be sent first', async () => {
  const setup = await setUp();
  setup.type('/w/app/a.ts');
  await until(async () => (await setup.localData.unsent()).heartbeats === 1);
  setup.comeBack();
  await setup.localData.send();
  expect(setup.sent).toHaveLength(1);
  expect(await setup.localData.unsent()).toEqual({ heartbeats: 0, worklogs: 0 });
});

test('a file that is just being closed, or a sending under way, keeps nothing from being deleted', async () => {
  for (let round = 0; round < 100; round += 1) {
    const setup = await setUp();
    setup.type('/w/app/a.ts');
    await until(async () => (await setup.localData.unsent()).heartbeats === 1);
    if (round % 2 === 1) void setup.codingTime.drain();
    await setup.localData.stopCounting();
    await setup.localData.erase(false);
    expect(await readdir(path.dirname(setup.storage))).toEqual([]);
    expect(setup.errors).toEqual([]);
  }
});

test('once everything is deleted, counting may begin anew', async () => {
  const setup = await setUp();
  setup.type('/w/app/a.ts');
  await until(async () => (await setup.localData.unsent()).heartbeats === 1);
  await setup.localData.stopCounting();
  await setup.localData.erase(false);
  setup.comeBack();
  setup.settings.enabled = true;
  await setup.codingTime.follow();
  setup.type('/w/app/b.ts');
  await until(async () => (await setup.localData.unsent()).heartbeats === 1);
  await setup.codingTime.drain();
  expect(setup.sent).toHaveLength(1);
});

function fakeLocalData(unsent = { heartbeats: 3, worklogs: 1 }): LocalData & { done: string[] } {
  const done: string[] = [];
  let waiting = unsent;
  return {
    done,
    unsent: async () => waiting,
    async send() {
      done.push('send');
      waiting = { heartbeats: 0, worklogs: 0 };
    },
    async stopCounting() {
      done.push('stop');
    },
    async erase(withAccounts) {
      done.push(withAccounts ? 'erase all' : 'erase');
      return withAccounts ? [{ ...ana, isOwnToken: true }] : [];
    },
  };
}

test('deleting local data warns with counts, offers to send first and then asks again; going away deletes nothing', async () => {
  const localData = fakeLocalData();
  const dialogs = createFakeDialogs([], { buttons: ['Send First', undefined] });
  const { context } = await createContext({ dialogs, changes: { localData } });
  await deleteLocalData(context);
  expect(localData.done).toEqual(['send']);
  const [first, second] = dialogs.messages;
  expect(first?.modalDetail).toContain(
    '3 signs of activity were not sent yet. 1 worklog was not sent yet. They would be lost.',
  );
  expect(second?.modalDetail).toContain('Everything was sent.');
  expect(second?.buttons).toEqual(['Delete', 'Delete and Sign Out']);
});

test('deleting and signing out ends the tokens of this editor', async () => {
  const localData = fakeLocalData();
  const dialogs = createFakeDialogs([], { buttons: ['Delete and Sign Out'] });
  const revoked: string[] = [];
  const { context } = await createContext({ dialogs, changes: { localData } });
  const oauth = {
    ...context.oauth,
    async revoke({ token }: { token: string }) {
      revoked.push(token);
      return failureOf('offline');
    },
  };
  await deleteLocalData({ ...context, oauth });
  expect([localData.done, revoked]).toEqual([['stop', 'erase all'], [ana.token]]);
  expect(dialogs.messages.at(-1)).toMatchObject({
    level: 'warning',
    text: expect.stringContaining(ana.address) as string,
  });
});

test('when counting cannot be switched off nothing is deleted, and the person is led to the setting', async () => {
  const localData = fakeLocalData();
  localData.stopCounting = async () => Promise.reject(new Error('the settings cannot be written'));
  const dialogs = createFakeDialogs([], { buttons: ['Delete', 'Open the Setting'] });
  const { context, done } = await createContext({ dialogs, changes: { localData } });
  await deleteLocalData(context);
  expect(localData.done).toEqual([]);
  expect(dialogs.messages.at(-1)?.text).toContain('so nothing was deleted');
  expect(done.settings).toEqual(['tickmark.heartbeats.enabled']);
});

const deleted = {
  deletedBefore: '2026-03-02T09:00:00.000Z',
  heartbeats: 5,
  intervals: 1,
  bookings: 0,
  worklogs: 2,
  tokens: 1,
};

test('deleting on the server names what goes and what stays, in the words of the page', async () => {
  const pickers = createFakePickers([], ['accept']);
  const work = createFakeWork({ pickers, api: { deleteMe: async () => success(deleted) } });
  const dialogs = createFakeDialogs([], { buttons: ['Delete'] });
  const { context } = await createContext({ dialogs, work });
  await deleteServerData(context);
  expect(pickers.lists[0]?.rows).toEqual(['[ ] Delete my worklogs too', '[ ] End all my tokens']);
  for (const sentence of leavingSentences({ worklogs: false, tokens: false }))
    expect(dialogs.messages[0]?.modalDetail).toContain(sentence);
  expect(dialogs.messages[0]?.modalDetail).not.toContain(leavingWords.worklogsGo);
  expect(work.calls).toEqual(['deleteMe {"worklogs":false,"tokens":false}']);
  expect(dialogs.messages.at(-1)?.text).toBe('5 signs of activity were deleted.');
});

test('with all tokens ended, the editor signs out', async () => {
  const pickers = createFakePickers([], [{ with: ['worklogs', 'tokens'] }]);
  const work = createFakeWork({ pickers, api: { deleteMe: async () => success(deleted) } });
  const dialogs = createFakeDialogs([], { buttons: ['Delete'] });
  const { context } = await createContext({ dialogs, work });
  await deleteServerData(context);
  expect(work.calls).toEqual(['deleteMe {"worklogs":true,"tokens":true}']);
  expect(context.session.account()).toBeNull();
  expect(dialogs.messages.at(-1)?.text).toContain('2 worklogs were deleted. Signed out.');
});

test('whoever goes away deletes nothing, and a failure says that it may be repeated', async () => {
  const pickers = createFakePickers([], ['leave', 'accept', 'accept']);
  const work = createFakeWork({ pickers, api: { deleteMe: async () => failureOf('offline') } });
  const dialogs = createFakeDialogs([], { buttons: [undefined, 'Delete'] });
  const { context } = await createContext({ dialogs, work });
  await deleteServerData(context);
  await deleteServerData(context);
  expect(work.calls).toEqual([]);
  await deleteServerData(context);
  expect(dialogs.messages.at(-1)?.text).toContain('Try again.');
});

test('an export is saved where the person says, as the server gave it', async () => {
  const saved: string[][] = [];
  const pickers = createFakePickers(['CSV', 'JSON']);
  const work = createFakeWork({
    pickers,
    api: { exportMe: async (format) => (format === 'csv' ? success('kind,id\r\n') : failureOf('offline')) },
    saveFile: async (name, text) => {
      saved.push([name, text]);
      return name;
    },
  });
  const { context, dialogs } = await createContext({ work });
  await exportData(context);
  expect(saved).toEqual([['tickmark-2026-03-02.csv', 'kind,id\r\n']]);
  await exportData(context);
  expect(saved).toHaveLength(1);
  expect(dialogs.messages.map(({ text }) => text)).toEqual([
    'Your data is in tickmark-2026-03-02.csv.',
    expect.stringContaining('Nothing was exported.'),
  ]);
});
