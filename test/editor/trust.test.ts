import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { vsix } from './build.ts';
import { type CodeServer, startCodeServer } from './code-server.ts';
import { type Repository, makeRepository } from './repository.ts';
import { linkedBranch } from './story.ts';
import { type EditorWindow, openWindow } from './window.ts';

// A folder that names a server of its own, before and after the person trusts it.

const mine = 'http://127.0.0.1:2';
const theirs = 'http://127.0.0.1:3';
let repository: Repository;
let editor: CodeServer;
let window: EditorWindow;

beforeAll(async () => {
  repository = await makeRepository(linkedBranch);
  await mkdir(path.join(repository.folder, '.vscode'));
  const settings = JSON.stringify({ 'tickmark.server': theirs });
  await writeFile(path.join(repository.folder, '.vscode/settings.json'), settings);
  editor = await startCodeServer({
    vsix,
    trustIsAsked: true,
    settings: {
      'tickmark.server': mine,
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
  });
  window = await openWindow(editor.url, repository.folder);
});

afterAll(async () => {
  await window?.screenshot('trust-last');
  await window?.close();
  await editor?.stop();
  await repository?.remove();
});

/** The address that signing in would go to. */
async function signInOffers(address: string): Promise<void> {
  await window.runCommand('Tickmark: Sign In');
  const row = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Sign in with the browser' });
  await row.filter({ hasText: address }).waitFor();
  await window.page.keyboard.press('Escape');
}

test('in a folder that is not trusted the server of the user setting counts', async () => {
  await window.page.locator('.part.statusbar', { hasText: 'Restricted Mode' }).waitFor();
  await signInOffers(mine);
});

test('once it is trusted the folder’s own server counts', async () => {
  await window.runCommand('Workspaces: Manage Workspace Trust');
  await window.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await window.page.locator('.part.statusbar', { hasText: 'Sign in' }).waitFor();
  await signInOffers(theirs);
});
