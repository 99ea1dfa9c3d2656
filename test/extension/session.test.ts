import { expect, test } from 'vitest';
import { type Account, createSession } from '../../extension/host/session.ts';
import { settled } from './support/fake-clock.ts';
import { createFakeSecrets } from './support/fake-secrets.ts';

const home = 'http://127.0.0.1:4242';
const ana: Account = { address: home, token: 'tm_a', personId: 'p1', personName: 'Ana Lima', departmentId: 'd1' };

test('nobody is signed in until a token is stored for this server', async () => {
  const session = createSession(createFakeSecrets(), () => home);
  expect(session.state()).toEqual({ kind: 'starting' });
  await session.load();
  expect(session.state()).toEqual({ kind: 'signed_out' });
  await session.signIn(ana);
  expect(session.state()).toEqual({ kind: 'signed_in' });
  expect(session.account()).toEqual(ana);
});

test('the token survives a restart and is found under its server however that is written', async () => {
  const secrets = createFakeSecrets();
  await createSession(secrets, () => home).signIn(ana);
  const restarted = createSession(secrets, () => ' HTTP://127.0.0.1:4242/ ');
  await restarted.load();
  expect(restarted.account()).toEqual(ana);
});

test('a token is never used for another server than the one it was stored for', async () => {
  let server = home;
  const session = createSession(createFakeSecrets(), () => server);
  await session.signIn(ana);
  server = 'https://evil.example.com';
  await session.load();
  expect(session.state()).toEqual({ kind: 'signed_out' });
  expect(session.account()).toBeNull();
  server = home;
  await session.load();
  expect(session.account()).toEqual(ana);
});

test('when the server is changed while the token is read, the old answer does not count', async () => {
  let server = home;
  const secrets = createFakeSecrets();
  await createSession(secrets, () => home).signIn(ana);
  const slow: (() => void)[] = [];
  const get = (key: string): Promise<string | undefined> =>
    new Promise((resolve) => slow.push(() => resolve(secrets.values.get(key))));
  const session = createSession({ ...secrets, get }, () => server);
  const first = session.load();
  server = 'https://other.example.com';
  const second = session.load();
  slow[1]?.();
  slow[0]?.();
  await Promise.all([first, second]);
  expect(session.state()).toEqual({ kind: 'signed_out' });
});

test('signing in or out in one window reaches the other one', async () => {
  const secrets = createFakeSecrets();
  const [here, there] = [createSession(secrets, () => home), createSession(secrets, () => home)];
  await Promise.all([here.load(), there.load()]);
  await here.signIn(ana);
  await settled();
  expect(there.account()).toEqual(ana);
  await there.signOut();
  await settled();
  expect(here.state()).toEqual({ kind: 'signed_out' });
});

test('a refused token stays refused over reloads, until somebody signs in again', async () => {
  const session = createSession(createFakeSecrets(), () => home);
  await session.signIn(ana);
  session.refuse(ana);
  await session.load();
  expect(session.state()).toEqual({ kind: 'token_refused' });
  expect(session.account()).toBeNull();
  expect(session.person()).toEqual(ana);
  await session.signIn(ana);
  expect(session.state()).toEqual({ kind: 'signed_in' });
});

test('the refusal of an old token does not sign out the new one', async () => {
  const session = createSession(createFakeSecrets(), () => home);
  await session.signIn(ana);
  await session.signIn({ ...ana, token: 'tm_b' });
  session.refuse(ana);
  expect(session.state()).toEqual({ kind: 'signed_in' });
});

test('an address that cannot be used says so instead of asking anybody', async () => {
  const session = createSession(createFakeSecrets(), () => 'nonsense');
  await session.load();
  expect(session.state()).toMatchObject({ kind: 'address_invalid' });
});

test.each(['', '{', '"text"', 'null', '{"token":1}'])(
  'a stored secret “%s” that is none counts as signed out',
  async (text) => {
    const secrets = createFakeSecrets();
    secrets.values.set(`tickmark.account:${home}`, text);
    const session = createSession(secrets, () => home);
    await session.load();
    expect(session.state()).toEqual({ kind: 'signed_out' });
  },
);

test('listeners hear of each change once, and none is left after disposal', async () => {
  const secrets = createFakeSecrets();
  const session = createSession(secrets, () => home);
  let changes = 0;
  session.onChange(() => (changes += 1));
  await session.signIn(ana);
  await settled();
  await session.load();
  expect(changes).toBe(1);
  session.dispose();
  expect(secrets.listeners()).toBe(0);
});

const work = 'https://tickmark.example.com';
const anaAtWork: Account = { ...ana, address: work, token: 'tm_work', isOwnToken: true };

test('a folder with another server has its own account, and going there and back asks for nothing', async () => {
  let server = home;
  const session = createSession(createFakeSecrets(), () => server);
  await session.signIn(ana);
  server = work;
  expect(session.isElsewhere()).toBe(true);
  await session.load();
  expect(session.state()).toEqual({ kind: 'signed_out' });
  await session.signIn(anaAtWork);
  expect(session.account()).toEqual(anaAtWork);
  server = home;
  const loading = session.load();
  // Known in this window, so it counts at once.
  expect(session.account()).toEqual(ana);
  await loading;
  expect(session.accountAt(work)).toEqual(anaAtWork);
  expect(session.people()).toHaveLength(2);
});

test('from the moment the folder changes, nobody is called with the account of the folder before', async () => {
  let server = home;
  const secrets = createFakeSecrets();
  const session = createSession(secrets, () => server);
  await session.signIn(ana);
  secrets.values.set(`tickmark.account:${work}`, JSON.stringify({ token: 'tm_work', personId: 'p9' }));
  server = work;
  const loading = session.load();
  expect([session.state(), session.account()]).toEqual([{ kind: 'starting' }, null]);
  await loading;
  expect(session.account()).toMatchObject({ address: work, token: 'tm_work' });
});

test('signing out of one server leaves the accounts of the others', async () => {
  let server = home;
  const session = createSession(createFakeSecrets(), () => server);
  await session.signIn(ana);
  server = work;
  await session.load();
  await session.signIn(anaAtWork);
  expect(await session.signOut(home)).toEqual(ana);
  expect(session.people()).toEqual([anaAtWork]);
  expect(session.account()).toEqual(anaAtWork);
});

test('all accounts are found after a restart, also those of folders that are not open', async () => {
  const secrets = createFakeSecrets();
  await createSession(secrets, () => home).signIn(ana);
  await createSession(secrets, () => work).signIn(anaAtWork);
  const restarted = createSession(secrets, () => home);
  await restarted.load();
  await restarted.loadAll();
  expect(restarted.people()).toEqual([ana, anaAtWork]);
  await restarted.signOut(work);
  const again = createSession(secrets, () => home);
  await again.loadAll();
  expect(again.people()).toEqual([ana]);
});

test('a change of another server’s account is told as such, and the task of this folder is not asked for again', async () => {
  const secrets = createFakeSecrets();
  const session = createSession(secrets, () => home);
  await session.signIn(ana);
  const told: string[] = [];
  session.onChange(() => told.push('current'));
  session.onAccounts(() => told.push('accounts'));
  await createSession(secrets, () => work).signIn(anaAtWork);
  await settled();
  expect(told).toEqual(['accounts']);
});

test('when the sign-in ends after the folder changed, it counts for the server where it began', async () => {
  let server = home;
  const session = createSession(createFakeSecrets(), () => server);
  await session.load();
  server = work;
  await session.load();
  await session.signIn(ana);
  expect(session.state()).toEqual({ kind: 'signed_out' });
  expect(session.accountAt(home)).toEqual(ana);
});
