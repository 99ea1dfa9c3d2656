import { expect, test } from 'vitest';
import type { NewWorklog } from '../../shared/api/worklogs.ts';
import { newWorklog } from '../../shared/api/worklogs.ts';
import { untranslated as t } from '../../extension/core/translate.ts';
import type { Delivery, QueuedWorklog } from '../../extension/core/worklog-queue.ts';
import { logTime } from '../../extension/ui/log-time.ts';
import { createFakeClock } from './support/fake-clock.ts';
import { createFakeDialogs, type FakeDialogs } from './support/fake-dialogs.ts';
import { failureOf, sampleIssue, sampleLink } from './support/samples.ts';

const id = '0195e000-0000-7000-8000-000000000001';

async function run(
  dialogs: FakeDialogs,
  options: {
    unloggedSeconds?: number;
    localSeconds?: number;
    waiting?: QueuedWorklog[];
    issue?: Partial<ReturnType<typeof sampleIssue>>;
    deliveries?: (Delivery | Error)[];
    subject?: string;
  } = {},
): Promise<NewWorklog[]> {
  const submitted: NewWorklog[] = [];
  const deliveries = [...(options.deliveries ?? [])];
  const queue = {
    entries: () => options.waiting ?? [],
    async submit(body: NewWorklog): Promise<Delivery> {
      submitted.push(body);
      const delivery = deliveries.shift() ?? { kind: 'delivered' };
      if (delivery instanceof Error) throw delivery;
      return delivery;
    },
  };
  const link = sampleLink({ unloggedSeconds: options.unloggedSeconds ?? 0 });
  await logTime(
    {
      dialogs,
      clock: createFakeClock(),
      newId: () => id,
      t,
      queue,
      lastCommitSubject: async () => options.subject ?? '',
      localSeconds: options.localSeconds ?? 0,
    },
    { ...link, issue: sampleIssue(options.issue) },
  );
  return submitted;
}

test('time and text become a worklog that the server accepts as it is', async () => {
  const dialogs = createFakeDialogs([['1h 30m'], ['  reviewed the mapping ']]);
  const [body] = await run(dialogs);
  expect(body).toEqual({
    id,
    key: 'NT-42',
    seconds: 5400,
    text: 'reviewed the mapping',
    startedAt: '2026-03-02T07:30:00.000Z',
    departmentId: sampleIssue().departmentId,
  });
  expect(newWorklog.parse(body)).toMatchObject({ seconds: 5400 });
  expect(dialogs.messages[0]?.text).toBe('Logged 1 h 30 m on NT-42.');
});

test('the tracked time that is not logged yet is offered, with what only this window knows', async () => {
  const dialogs = createFakeDialogs([[undefined]]);
  await run(dialogs, { unloggedSeconds: 3600, localSeconds: 12 * 60 });
  expect(dialogs.questions[0]?.value).toBe('1h 12m');
});

test('time that waits here to be sent is not offered again', async () => {
  const waiting = [{ body: { id, key: 'NT-42', seconds: 3600 }, parked: null }];
  const dialogs = createFakeDialogs([[undefined]]);
  await run(dialogs, { unloggedSeconds: 3600 + 20 * 60, waiting });
  expect(dialogs.questions[0]?.value).toBe('20m');
});

test('below a minute nothing is offered', async () => {
  const dialogs = createFakeDialogs([[undefined]]);
  await run(dialogs, { unloggedSeconds: 59 });
  expect(dialogs.questions[0]?.value).toBe('');
});

test('what is offered can be handed in as it stands', async () => {
  for (const unloggedSeconds of [60, 3599, 3600, 5400, 86_400, 200_000]) {
    const offering = createFakeDialogs([[undefined]]);
    await run(offering, { unloggedSeconds });
    const [body] = await run(createFakeDialogs([[offering.questions[0]?.value ?? ''], ['']]), { unloggedSeconds });
    expect(body?.seconds).toBe(Math.floor(Math.min(unloggedSeconds, 86_400) / 60) * 60);
  }
});

test('the subject of the last commit is offered as text', async () => {
  const dialogs = createFakeDialogs([['1h'], [undefined]]);
  await run(dialogs, { subject: 'Map statuses' });
  expect(dialogs.questions[1]?.value).toBe('Map statuses');
});

test('nonsense is refused in the box with what can be written instead', async () => {
  const dialogs = createFakeDialogs([['soon', '-1h', '25h', '', undefined]]);
  expect(await run(dialogs)).toEqual([]);
  expect(dialogs.findings.map(({ message }) => message)).toEqual([
    expect.stringContaining('“soon” is not a duration'),
    expect.stringContaining('cannot be negative'),
    expect.stringContaining('at most 24 hours'),
    'How long? For example 1h 30m.',
  ]);
});

test('an empty box is not called wrong before it is handed in', async () => {
  const dialogs = createFakeDialogs([[undefined]]);
  await run(dialogs);
  expect(dialogs.questions[0]?.check?.('')).toBeUndefined();
});

test('text that the server would refuse is refused here', async () => {
  const dialogs = createFakeDialogs([['1h'], ['a\u0007b', 'x'.repeat(20_001), undefined]]);
  expect(await run(dialogs)).toEqual([]);
  expect(dialogs.findings).toHaveLength(2);
});

test('going away from either box logs nothing', async () => {
  expect(await run(createFakeDialogs([[undefined]]))).toEqual([]);
  expect(await run(createFakeDialogs([['1h'], [undefined]]))).toEqual([]);
});

test('a worklog that has to wait is told so, and that it is safe', async () => {
  const dialogs = createFakeDialogs([['1h'], ['']]);
  const { failure } = failureOf('offline', { detail: 'Nothing listens at this address.' });
  await run(dialogs, { deliveries: [{ kind: 'waiting', failure }] });
  expect(dialogs.messages[0]?.text).toBe('1 h on NT-42 is saved here until the server answers.');
});

test('when it cannot even be saved the person is told and can try again with the same worklog', async () => {
  const dialogs = createFakeDialogs([['1h'], ['']], { buttons: ['Try Again'] });
  const submitted = await run(dialogs, { deliveries: [new Error('no room')] });
  expect(dialogs.messages[0]?.text).toContain('could not be saved on this disk');
  expect(submitted).toHaveLength(2);
  expect(submitted[0]).toEqual(submitted[1]);
});

test('a task without a key is named by its id', async () => {
  const [body] = await run(createFakeDialogs([['1h'], ['']]), { issue: { key: null } });
  expect(body?.key).toBe(sampleIssue().id);
});
