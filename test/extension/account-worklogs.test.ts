import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { NewWorklog, Worklog } from '../../shared/api/worklogs.ts';
import type { Result } from '../../extension/core/failure.ts';
import { folderOfAccount } from '../../extension/host/account-folder.ts';
import { openAccountWorklogs } from '../../extension/host/account-worklogs.ts';
import { createSession } from '../../extension/host/session.ts';
import { ana } from './support/context.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { createFakeSecrets } from './support/fake-secrets.ts';
import { failureOf, success } from './support/samples.ts';
import { useTemporaryFolders } from './support/temporary-folder.ts';
import { until } from './support/until.ts';

const makeFolder = useTemporaryFolders();
const ben = { ...ana, token: 'tm_b', personId: 'ben' };
const other = '0195e000-0000-7000-8000-000000000002';
const body: NewWorklog = { id: '0195e000-0000-7000-8000-000000000001', key: 'NT-42', seconds: 3600, text: '' };

async function open() {
  let server = ana.address;
  const session = createSession(createFakeSecrets(), () => server);
  const sent: string[] = [];
  const answers: Result<Worklog>[] = [];
  const whileSending: (() => Promise<void>)[] = [];
  const storage = await makeFolder();
  const worklogs = openAccountWorklogs({
    clock: createFakeClock(),
    random: () => 1,
    session,
    storage,
    api: {
      async postWorklog({ token }, worklog) {
        sent.push(`${token} ${worklog.id}`);
        await whileSending.shift()?.();
        return answers.shift() ?? success({ ...worklog, state: 'pending' } as unknown as Worklog);
      },
    },
    onDelivered: () => undefined,
    onParked: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const goTo = (address: string): void => {
    server = address;
  };
  return { session, sent, answers, storage, worklogs, whileSending, goTo };
}

test('signed out there is no queue to put a worklog into', async () => {
  const { session, worklogs } = await open();
  await session.load();
  expect(worklogs.queue()).toBeNull();
});

test('what one person logged is never sent with the token of another one', async () => {
  const { session, sent, answers, storage, worklogs } = await open();
  await session.signIn(ana);
  answers.push(failureOf('offline'));
  await worklogs.queue()?.submit(body);
  await session.signOut();
  await session.signIn(ben);
  await worklogs.queue()?.drain();
  expect(sent).toEqual([`tm_a ${body.id}`]);
  expect(await readdir(path.join(folderOfAccount(storage, ana), 'worklogs'))).toHaveLength(1);
  await session.signIn(ana);
  await until(() => sent.length === 2);
  expect(sent[1]).toBe(`tm_a ${body.id}`);
});

test('a refused token is noticed, and the worklog goes out after the next sign-in', async () => {
  const { session, sent, answers, worklogs } = await open();
  await session.signIn(ana);
  answers.push(failureOf('unauthorised'));
  expect(await worklogs.queue()?.submit(body)).toMatchObject({ kind: 'waiting' });
  expect(session.state()).toEqual({ kind: 'token_refused' });
  await session.signIn({ ...ana, token: 'tm_new' });
  await until(() => sent.includes(`tm_new ${body.id}`));
});

test('when somebody else signs in while worklogs are being sent, the rest waits for its owner', async () => {
  const { session, sent, answers, worklogs, whileSending } = await open();
  await session.signIn(ana);
  const queue = worklogs.queue();
  answers.push(failureOf('offline'), failureOf('offline'));
  await queue?.submit(body);
  const submitting = queue?.submit({ ...body, id: other });
  whileSending.push(() => session.signIn(ben));
  await submitting;
  await queue?.retry(other);
  expect(sent.filter((call) => call.startsWith('tm_b'))).toEqual([]);
});

const anaAtWork = { ...ana, address: 'https://tickmark.example.com', token: 'tm_work' };

test('what was logged for one server is sent there, also while a folder of another server is in front', async () => {
  const setUp = await open();
  const { session, sent, answers, worklogs } = setUp;
  await session.signIn(ana);
  answers.push(failureOf('offline'));
  await worklogs.queue()?.submit(body);
  await session.signIn(anaAtWork);
  setUp.goTo(anaAtWork.address);
  await session.load();
  await worklogs.queue()?.submit({ ...body, id: other });
  await until(() => sent.length >= 3);
  expect(sent).not.toContain(`tm_work ${body.id}`);
  expect(sent).toContain(`tm_a ${body.id}`);
  expect(sent.filter((call) => call.endsWith(other))).toEqual([`tm_work ${other}`]);
});

test('the same person id at another server is somebody else', async () => {
  const { session, sent, answers, worklogs } = await open();
  await session.signIn(ana);
  answers.push(failureOf('offline'));
  await worklogs.queue()?.submit(body);
  await session.signOut();
  await session.signIn(anaAtWork);
  await worklogs.queue()?.drain();
  expect(sent).toEqual([`tm_a ${body.id}`]);
});
