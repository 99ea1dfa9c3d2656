import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Repository, makeRepositoryAt } from './repository.ts';
import { type Story, beginStory, linkedBranch } from './story.ts';

// Two repositories in one window, the name of one being the beginning of the other's.

let parent: string;
let appTwo: Repository;
let story: Story;

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'wb-folders-'));
  await makeRepositoryAt(path.join(parent, 'app'), linkedBranch, 'cart.ts');
  appTwo = await makeRepositoryAt(path.join(parent, 'app-two'), 'tidy-up', 'orders.ts');
  const workspace = path.join(parent, 'both.code-workspace');
  await writeFile(workspace, JSON.stringify({ folders: [{ path: 'app' }, { path: 'app-two' }] }));
  story = await beginStory('folders', workspace);
  await story.window.openFile('cart.ts');
  await story.signIn();
});

afterAll(async () => {
  await story?.end();
  await rm(parent, { recursive: true, force: true });
});

test('with two folders the file in front decides which task is shown', async () => {
  const { window, issue, otherIssue, says } = story;
  await says(`NT-42 · ${issue.status}`);
  await appTwo.git('switch', '--quiet', '--create', `feature/${otherIssue.key}-other`);
  await window.openFile('orders.ts');
  await says(`${otherIssue.key} · ${otherIssue.status}`);
  await window.openFile('cart.ts');
  await says(`NT-42 · ${issue.status}`);
});

test('the tooltip names the folder when there are several', async () => {
  const tooltip = await story.window.hover(story.item);
  await tooltip.filter({ hasText: /Folder app(?!-)/u }).waitFor();
  await story.window.screenshot('two-folders');
});

test('a branch change in the other folder leaves the task of the file in front', async () => {
  const { window, issue, says } = story;
  await appTwo.git('switch', '--quiet', 'tidy-up');
  await window.openFile('orders.ts');
  await says('no task');
  await window.openFile('cart.ts');
  await says(`NT-42 · ${issue.status}`);
});

test('a folder that names another server is signed out there, without a question, and the other folder is not', async () => {
  const { window, issue, says } = story;
  const settings = path.join(parent, 'app-two/.vscode/settings.json');
  await mkdir(path.dirname(settings));
  await writeFile(settings, JSON.stringify({ 'tickmark.server': 'http://127.0.0.1:1' }));
  await window.openFile('orders.ts');
  await says('Sign in');
  await window.screenshot('other-server');
  expect(await window.notifications().count()).toBe(0);
  await window.openFile('cart.ts');
  await says(`NT-42 · ${issue.status}`);
  await rm(settings);
  await window.openFile('orders.ts');
  await says('no task');
});
