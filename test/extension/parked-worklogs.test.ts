import { expect, test } from 'vitest';
import type { NewWorklog } from '../../shared/api/worklogs.ts';
import type { QueuedWorklog, WorklogQueue } from '../../extension/core/worklog-queue.ts';
import { showParkedWorklogs, tellParked } from '../../extension/ui/parked-worklogs.ts';
import { createContext } from './support/context.ts';
import { createFakeDialogs, type FakeDialogs } from './support/fake-dialogs.ts';

const parked: QueuedWorklog = {
  body: { id: 'w1', key: 'NT-99', seconds: 5400, text: 'mapping', departmentId: 'd1' },
  parked: { code: 'issue.not_found', detail: 'There is no task NT-99.', fix: 'Check the key.' },
};

async function open(dialogs: FakeDialogs, entries: QueuedWorklog[] = [parked]) {
  const calls: string[] = [];
  const submitted: NewWorklog[] = [];
  const queue = {
    entries: () => entries,
    retry: async (id: string) => void calls.push(`retry ${id}`),
    discard: async (id: string) => void calls.push(`discard ${id}`),
    submit: async (body: NewWorklog) => {
      calls.push(`submit ${body.key}`);
      submitted.push(body);
      return { kind: 'delivered' };
    },
  } as unknown as WorklogQueue;
  const { context } = await createContext({ dialogs, changes: { worklogs: () => queue } });
  return { context, calls, submitted };
}

test('a worklog that cannot be booked is told with its reason and what helps', async () => {
  const dialogs = createFakeDialogs();
  const { context, calls } = await open(dialogs);
  await tellParked(context, parked);
  expect(dialogs.messages[0]?.text).toBe(
    '1 h 30 m on NT-99 could not be logged: There is no task NT-99. Check the key.',
  );
  expect(calls).toEqual([]);
});

test('it can be sent again', async () => {
  const { context, calls } = await open(createFakeDialogs([], { buttons: ['Decide…'], labels: ['Send again'] }));
  await tellParked(context, parked);
  expect(calls).toEqual(['retry w1']);
});

test('it can be logged on another task, as a new worklog that is safe before the old one goes', async () => {
  const { context, calls, submitted } = await open(
    createFakeDialogs([[' NT-42 ']], { labels: ['NT-99', 'another task'] }),
  );
  await showParkedWorklogs(context);
  expect(calls).toEqual(['submit NT-42', 'discard w1']);
  expect(submitted[0]).toEqual({
    id: '0195e000-0000-7000-8000-000000000009',
    key: 'NT-42',
    seconds: 5400,
    text: 'mapping',
  });
});

test('it is discarded only on request', async () => {
  const { context, calls } = await open(createFakeDialogs([], { labels: ['NT-99', 'Discard'] }));
  await showParkedWorklogs(context);
  expect(calls).toEqual(['discard w1']);
});

test('without an answer it stays as it is', async () => {
  for (const labels of [[undefined], ['NT-99', undefined], ['NT-99', 'another task']]) {
    const { context, calls } = await open(createFakeDialogs([[undefined]], { labels }));
    await showParkedWorklogs(context);
    expect(calls).toEqual([]);
  }
});

test('when nothing needs the person that is said', async () => {
  const dialogs = createFakeDialogs();
  const { context } = await open(dialogs, [{ ...parked, parked: null }]);
  await showParkedWorklogs(context);
  expect(dialogs.messages[0]?.text).toBe('No worklog needs you.');
});
