import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Proxy, type Refusal, startProxy } from './proxy.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch } from './story.ts';

// The server is there and will not answer, for every reason that there is. Each has its own text and icon, and no
// message is put in the person's way.

let repository: Repository;
let proxy: Proxy;
let story: Story;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  proxy = await startProxy();
  story = await beginStory('refusals', repository.folder, { settings: { 'tickmark.server': proxy.url } });
  proxy.forwardTo(story.demo.url);
  await story.signIn();
  await story.says('NT-42');
});

afterAll(async () => {
  await story?.end();
  await proxy?.stop();
  await repository?.remove();
});

test.each<[string, string, Refusal, string]>([
  ['forbidden', 'lock', { status: 403, code: 'auth.forbidden' }, 'No access'],
  ['rate limited', 'watch', { status: 429, code: 'request.too_many' }, 'Waiting'],
  ['too old', 'versions', { status: 404, code: 'request.not_found' }, 'Server too old'],
  ['faulty', 'server-environment', { status: 500, code: 'server.fault' }, 'Server fault'],
  ['another program', 'question', { status: 200, code: null }, 'Not a Tickmark server'],
])('a server that is %s is told by the icon %s and a text of its own', async (name, icon, refusal, text) => {
  const { window, item, says } = story;
  proxy.refuse(refusal);
  await repository.git('switch', '--quiet', '--create', `feature/NT-7-${refusal.status}-${icon}`);
  await says(text);
  await item.locator(`.codicon-${icon}`).waitFor();
  expect(await item.textContent()).not.toContain('NT-42');
  await window.hover(item);
  await window.screenshot(`refusal-${name.replaceAll(' ', '-')}`);
  expect(await window.notifications().count()).toBe(0);
});

test('a task known from before stays, with the icon of the refusal, and is current again afterwards', async () => {
  const { window, item, says } = story;
  await repository.git('switch', '--quiet', linkedBranch);
  await says('NT-42');
  await window.runCommand('Tickmark: Refresh Task');
  await item.locator('.codicon-question').waitFor();
  await item.getByRole('button', { name: /^NT-42, .*not up to date\. Opens actions\.$/u }).waitFor();
  proxy.refuse(null);
  await window.runCommand('Tickmark: Refresh Task');
  await item.locator('.codicon-play-circle').waitFor();
});

test('a token that is no longer accepted leads to signing in again, in the item and nowhere else', async () => {
  const { window, item, says } = story;
  proxy.refuse({ status: 401, code: 'auth.invalid' });
  await window.runCommand('Tickmark: Refresh Task');
  await says('Sign in again');
  await item.getByRole('button', { name: /Opens sign-in\.$/u }).waitFor();
  expect(await window.notifications().count()).toBe(0);
  await window.screenshot('sign-in-again');
});
