import { expect, test } from 'vitest';
import type { Me } from '../../shared/api/people.ts';
import type { DeviceAuthorization } from '../../shared/api/sign-ins.ts';
import type { Poll } from '../../extension/core/device-sign-in.ts';
import type { Result } from '../../extension/core/failure.ts';
import { createSignal } from '../../extension/core/lifecycle.ts';
import type { Connection } from '../../extension/host/http.ts';
import type { Account } from '../../extension/host/session.ts';
import { commands } from '../../extension/ui/commands.ts';
import { signInByBrowser } from '../../extension/ui/sign-in-by-browser.ts';
import { ana as account, createContext } from './support/context.ts';
import { settled } from './support/fake-clock.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import { failureOf, success } from './support/samples.ts';

const ana: Me = {
  id: 'p1',
  name: 'Ana Lima',
  email: null,
  timeZone: 'UTC',
  hidesFromColleagues: false,
  departments: [{ id: 'd1', name: 'Apps', slug: 'apps', role: 'developer' }],
};
const begun: DeviceAuthorization = {
  device_code: 'device',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://tickmark.example.com/device',
  verification_uri_complete: 'https://tickmark.example.com/device?user_code=WDJB-MJHT',
  expires_in: 600,
  interval: 5,
};

async function start({
  begin = success(begun),
  polls = [],
  me = success(ana),
  typed = [],
  cancelledWhilePolling = false,
  before,
}: {
  begin?: Result<DeviceAuthorization>;
  polls?: Poll[];
  me?: Result<Me>;
  typed?: (string | undefined)[][];
  cancelledWhilePolling?: boolean;
  /** Who is signed in when it begins. */
  before?: Account;
} = {}) {
  const dialogs = createFakeDialogs(typed, { labels: ['Sign in with the browser'] });
  const { context, done, clock } = await createContext({ dialogs, signedIn: false });
  if (before !== undefined) await context.session.signIn(before);
  const cancel = createSignal<void>();
  const titles: string[] = [];
  const calls: string[] = [];
  const changed = {
    ...context,
    editor: {
      ...context.editor,
      cancellable: <T>(title: string, work: (onCancel: typeof cancel.on) => Promise<T>): Promise<T> => {
        titles.push(title);
        return work(cancel.on);
      },
    },
    oauth: {
      begin: async (address: string) => {
        calls.push(`begin ${address}`);
        return begin;
      },
      poll: async (_address: string, code: string): Promise<Poll> => {
        calls.push(`poll ${code}`);
        if (cancelledWhilePolling) cancel.fire();
        return polls.shift() ?? { kind: 'pending' };
      },
      revoke: async ({ token }: Connection): Promise<Result<true>> => {
        calls.push(`revoke ${token}`);
        return success(true);
      },
    },
    api: { ...context.api, me: async () => me },
  };
  const running = commands['tickmark.signIn']?.(changed);
  await settled();
  return { context, dialogs, done, clock, cancel, titles, calls, running };
}

const token: Poll = { kind: 'token', token: 'tm_new' };

test('the browser comes first, and pasting a token second', async () => {
  const { dialogs } = await start();
  expect(dialogs.picks[0]?.labels).toEqual(['$(globe) Sign in with the browser', '$(key) Paste a token']);
});

test('the page opens with the code in its address, and the editor shows the code to compare', async () => {
  const { done, titles, calls } = await start();
  expect(calls).toEqual(['begin http://127.0.0.1:4242']);
  expect(done.opened).toEqual([begun.verification_uri_complete]);
  expect(titles).toEqual([
    'Tickmark: compare the code WDJB-MJHT in your browser and approve it. No browser? Open https://tickmark.example.com/device',
  ]);
});

test('once it is approved the person is signed in, with a token of this editor alone', async () => {
  const { context, dialogs, clock, running } = await start({ polls: [{ kind: 'pending' }, token] });
  await clock.advanceSettling(10_000);
  await running;
  expect(context.session.account()).toEqual({
    address: account.address,
    token: 'tm_new',
    personId: 'p1',
    personName: 'Ana Lima',
    departmentId: 'd1',
    isOwnToken: true,
  });
  expect(dialogs.messages[0]?.text).toBe('Signed in as Ana Lima.');
});

test('signing in anew ends the token that this editor had before', async () => {
  const { context, calls, clock, running } = await start({ polls: [token], before: { ...account, isOwnToken: true } });
  await clock.advanceSettling(5000);
  await running;
  expect(context.session.account()?.token).toBe('tm_new');
  expect(calls.at(-1)).toBe('revoke tm_a');
});

test('a token that was pasted before is left alone', async () => {
  const { calls, clock, running } = await start({ polls: [token], before: account });
  await clock.advanceSettling(5000);
  await running;
  expect(calls.at(-1)).toBe('poll device');
});

test('cancelled here, nothing more is asked and nothing is said', async () => {
  const { context, dialogs, clock, cancel, calls, running } = await start({ polls: [{ kind: 'pending' }, token] });
  await clock.advanceSettling(5000);
  cancel.fire();
  await running;
  await clock.advanceSettling(60_000);
  expect(calls.filter((call) => call.startsWith('poll'))).toHaveLength(1);
  expect([context.session.state(), dialogs.messages]).toEqual([{ kind: 'signed_out' }, []]);
});

test('cancelled in the moment of the approval, the token is ended and nobody is signed in', async () => {
  const { context, calls, clock, running } = await start({ polls: [token], cancelledWhilePolling: true });
  await clock.advanceSettling(5000);
  await running;
  expect(calls.at(-1)).toBe('revoke tm_new');
  expect(context.session.state()).toEqual({ kind: 'signed_out' });
});

test.each([
  [{ kind: 'denied' }, 'The sign-in was denied in the browser.'],
  [{ kind: 'expired' }, 'The code was not approved in time. Sign in again.'],
] as [Poll, string][])('%j is said in plain words', async (answer, text) => {
  const { context, dialogs, clock, running } = await start({ polls: [answer] });
  await clock.advanceSettling(5000);
  await running;
  expect(dialogs.messages.map((message) => message.text)).toEqual([text]);
  expect(context.session.state()).toEqual({ kind: 'signed_out' });
});

test('a server that is too old for it is asked for a pasted token instead', async () => {
  const begin = failureOf('server_too_old', { code: 'request.not_found' });
  const { context, done, dialogs, running } = await start({ begin, typed: [['tm_pasted']] });
  await running;
  expect(done.opened).toEqual([]);
  expect(dialogs.questions[0]?.placeholder).toBe('Paste the token');
  expect(context.session.account()?.token).toBe('tm_pasted');
});

test('a server that is down is said to be down, and no browser opens', async () => {
  const begin = failureOf('offline', { detail: 'Nothing listens at this address.' });
  const { done, dialogs, running } = await start({ begin });
  await running;
  expect(done.opened).toEqual([]);
  expect(dialogs.messages[0]?.text).toBe(
    'Nothing listens at this address. Is the server running at http://127.0.0.1:4242?',
  );
});

test('a token that cannot be used at once is ended, not left behind', async () => {
  const me = failureOf('server_fault', { detail: 'The answer was status 500.' });
  const { context, calls, clock, running } = await start({ polls: [token], me });
  await clock.advanceSettling(5000);
  await running;
  expect(calls.at(-1)).toBe('revoke tm_new');
  expect(context.session.state()).toEqual({ kind: 'signed_out' });
});

test('a server that sends somewhere else to sign in is asked about first, because it could get a token for that one', async () => {
  const ask = async (buttons: string[]) => {
    const dialogs = createFakeDialogs([], { buttons });
    const { context, done, clock } = await createContext({ dialogs, signedIn: false });
    const oauth = { ...context.oauth, begin: async () => success(begun), poll: async () => token };
    const running = signInByBrowser({ ...context, clock, oauth }, 'https://team.example.org');
    await settled();
    return { running, dialogs, done };
  };
  const left = await ask([]);
  expect(await left.running).toBeNull();
  expect(left.done.opened).toEqual([]);
  expect(left.dialogs.messages).toMatchObject([
    {
      text: 'team.example.org sends you to tickmark.example.com to sign in.',
      modalDetail: expect.stringContaining('the same server') as unknown,
    },
  ]);
  expect((await ask(['Open tickmark.example.com'])).done.opened).toEqual([begun.verification_uri_complete]);
});
