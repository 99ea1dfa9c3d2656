import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Me } from '../../shared/api/people.ts';
import type { Result } from '../../extension/core/failure.ts';
import type { Connection } from '../../extension/host/http.ts';
import { createSession } from '../../extension/host/session.ts';
import { signIn } from '../../extension/ui/sign-in.ts';
import { createFakeDialogs, type FakeDialogs } from './support/fake-dialogs.ts';
import { createContext } from './support/context.ts';
import { createFakeSecrets } from './support/fake-secrets.ts';
import { failureOf, success } from './support/samples.ts';

const department = (id: string, name: string) => ({ id, name, slug: name.toLowerCase(), role: 'developer' as const });
const ana: Me = {
  id: 'p1',
  name: 'Ana Lima',
  email: null,
  timeZone: 'UTC',
  hidesFromColleagues: false,
  departments: [department('d1', 'Apps')],
};

async function run(
  dialogs: FakeDialogs,
  { server = 'http://127.0.0.1:4242', me = success(ana) }: { server?: string; me?: Result<Me> } = {},
) {
  const secrets = createFakeSecrets();
  const session = createSession(secrets, () => server);
  const sent: Connection[] = [];
  const { context, done: did } = await createContext({ dialogs, changes: { session } });
  const api = {
    async me(connection: Connection): Promise<Result<Me>> {
      sent.push(connection);
      return connection.token === 'tm_good' ? me : failureOf('unauthorised', { code: 'auth.invalid' });
    },
  };
  const done = (await signIn({ ...context, api })) !== null;
  return { done, session, secrets, sent, settingsOpened: () => did.settings.length };
}

/** Chooses to paste, then types. */
const pasting = (attempts: (string | undefined)[], labels: string[] = []) =>
  createFakeDialogs([attempts], { labels: ['Paste a token', ...labels] });

test('a token is tried before it is kept', async () => {
  const dialogs = pasting([' tm_good\n']);
  const { done, session, sent } = await run(dialogs);
  expect(done).toBe(true);
  expect(sent).toEqual([{ address: 'http://127.0.0.1:4242', token: 'tm_good' }]);
  expect(session.account()).toMatchObject({
    token: 'tm_good',
    personId: 'p1',
    personName: 'Ana Lima',
    departmentId: 'd1',
  });
});

test('what is typed is shown as dots and the box names the server', async () => {
  const dialogs = pasting([undefined]);
  const { done, secrets } = await run(dialogs);
  expect(done).toBe(false);
  expect(dialogs.questions[0]).toMatchObject({ secret: true });
  expect(dialogs.questions[0]?.prompt).toContain('http://127.0.0.1:4242');
  expect(secrets.values.size).toBe(0);
});

test('the box says where a token is, in the words of the page', async () => {
  const dialogs = pasting(['tm_bad', undefined]);
  await run(dialogs);
  const page = new URL('../../server/web/components/', import.meta.url);
  const tokens = await readFile(new URL('settings/tokens.tsx', page), 'utf8');
  const [, heading] = /<Section title="([^"]+)">/u.exec(tokens) ?? [];
  const shell = await readFile(new URL('shell.tsx', page), 'utf8');
  const [, view] = /\['settings', '([^']+)'\]/u.exec(shell) ?? [];
  expect(dialogs.questions[0]?.prompt).toContain(`“${view}”, “${heading}”`);
  expect(dialogs.findings[0]?.message).toContain(`“${heading}”`);
});

test('a token that is not accepted is explained in the box, which stays open', async () => {
  const dialogs = pasting(['tm_bad', 'tm_good']);
  const { done } = await run(dialogs);
  expect(done).toBe(true);
  expect(dialogs.findings).toEqual([
    {
      level: 'error',
      message: 'This token is not accepted by http://127.0.0.1:4242. Make another on its page, under “My tokens”.',
    },
  ]);
});

test('nothing is sent for an empty token or one that no header can carry', async () => {
  const dialogs = pasting(['', 'tm bad', 'tm_ü', undefined]);
  const { sent } = await run(dialogs);
  expect(sent).toEqual([]);
  expect(dialogs.findings).toHaveLength(3);
});

test('a server that is down is told apart from a wrong token, and nothing is kept', async () => {
  const dialogs = pasting(['tm_good']);
  const { done, secrets } = await run(dialogs, {
    me: failureOf('offline', { detail: 'Nothing listens at this address.' }),
  });
  expect(done).toBe(false);
  expect(dialogs.findings[0]?.message).toBe(
    'Nothing listens at this address. Is the server running at http://127.0.0.1:4242?',
  );
  expect(secrets.values.size).toBe(0);
});

test('an address on the network without encryption is warned about before the token is sent', async () => {
  const dialogs = pasting([undefined]);
  await run(dialogs, { server: 'http://tickmark.example.com' });
  const check = dialogs.questions[0]?.check;
  for (const text of ['', 'tm_good']) expect(check?.(text)).toMatchObject({ level: 'warning' });
  expect(check?.('')?.message).toContain('not encrypted');
});

test('on loopback or with encryption there is no warning', async () => {
  for (const server of ['http://localhost:4242', 'https://tickmark.example.com']) {
    const dialogs = pasting([undefined]);
    await run(dialogs, { server });
    expect(dialogs.questions[0]?.check?.('tm_good')).toBeUndefined();
  }
});

test('an address that cannot be used leads to its setting instead of asking for a token', async () => {
  const dialogs = createFakeDialogs([], { buttons: ['Open Setting'] });
  const { done, settingsOpened } = await run(dialogs, { server: 'nonsense' });
  expect(done).toBe(false);
  expect(dialogs.questions).toEqual([]);
  expect(settingsOpened()).toBe(1);
});

test('who belongs to several departments chooses one', async () => {
  const me = { ...ana, departments: [department('d1', 'Apps'), department('d2', 'Shop')] };
  const dialogs = pasting(['tm_good'], ['Shop']);
  const { session } = await run(dialogs, { me: success(me) });
  expect(session.account()).toMatchObject({ departmentId: 'd2' });
});
