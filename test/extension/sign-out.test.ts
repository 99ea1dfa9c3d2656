import { expect, test } from 'vitest';
import type { Result } from '../../extension/core/failure.ts';
import type { WorklogQueue } from '../../extension/core/worklog-queue.ts';
import type { Connection } from '../../extension/host/http.ts';
import type { Context } from '../../extension/ui/context.ts';
import { commands } from '../../extension/ui/commands.ts';
import { ana, createContext } from './support/context.ts';
import { settled } from './support/fake-clock.ts';
import { createFakeDialogs } from './support/fake-dialogs.ts';
import { failureOf, success } from './support/samples.ts';

const offline = failureOf('offline', { detail: 'Nothing listens at this address.' });

async function run({
  isOwnToken = true,
  button,
  answer = success(true),
  changes = {},
}: {
  isOwnToken?: boolean;
  button?: string;
  answer?: Result<true>;
  changes?: Partial<Context>;
} = {}) {
  const dialogs = createFakeDialogs([], { buttons: [button] });
  const { context } = await createContext({ dialogs, changes });
  const ended: Connection[] = [];
  await context.session.signIn({ ...ana, isOwnToken });
  const oauth = {
    ...context.oauth,
    async revoke(connection: Connection) {
      // Whatever comes of it, nobody is signed in here any more.
      expect(context.session.state()).toEqual({ kind: 'signed_out' });
      ended.push({ address: connection.address, token: connection.token });
      return answer;
    },
  };
  await commands['tickmark.signOut']?.({ ...context, oauth });
  await settled();
  return { session: context.session, ended, texts: dialogs.messages.map(({ text }) => text), dialogs };
}

test('signing out ends the token that was made for this editor', async () => {
  const { session, ended, texts } = await run();
  expect(ended).toEqual([{ address: ana.address, token: ana.token }]);
  expect(session.people()).toEqual([]);
  expect(texts).toEqual(['Signed out.']);
});

test('when the server could not be told, the person is told, and is signed out here all the same', async () => {
  const { session, dialogs } = await run({ answer: offline });
  expect(session.state()).toEqual({ kind: 'signed_out' });
  expect(dialogs.messages).toMatchObject([
    {
      level: 'warning',
      text: 'Signed out. http://127.0.0.1:4242 could not be told: Nothing listens at this address. Revoke the token on its page, under “My tokens”.',
    },
  ]);
});

test('a token that was pasted may be in use elsewhere: it is ended only when the person says so', async () => {
  const kept = await run({ isOwnToken: false });
  expect(kept.ended).toEqual([]);
  expect(kept.texts).toEqual(['Signed out. The token you pasted still counts elsewhere.']);
  const ended = await run({ isOwnToken: false, button: 'End the Token' });
  expect(ended.ended).toHaveLength(1);
});

test('signing out keeps what waits and says so', async () => {
  const queue = { entries: () => [{ body: {}, parked: null }] } as unknown as WorklogQueue;
  const { texts } = await run({ changes: { worklogs: () => queue } });
  expect(texts).toEqual(['Signed out. What waits to be sent stays here until you sign in again.']);
});

test('signed out already, signing out says so and asks nobody', async () => {
  const { context, dialogs } = await createContext({ signedIn: false });
  await commands['tickmark.signOut']?.(context);
  expect(dialogs.messages.map(({ text }) => text)).toEqual(['Signed out.']);
});
