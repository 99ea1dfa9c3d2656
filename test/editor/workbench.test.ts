import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CodeServer, startCodeServer } from './code-server.ts';
import { type Repository, makeRepository } from './repository.ts';
import { type EditorWindow, openWindow } from './window.ts';

let repository: Repository;
let server: CodeServer;
let window: EditorWindow;

beforeAll(async () => {
  repository = await makeRepository('feature/NT-42-login');
  server = await startCodeServer({});
  window = await openWindow(server.url, repository.folder);
});

afterAll(async () => {
  await window?.close();
  await server?.stop();
  await repository?.remove();
});

test('a plain workbench shows the branch of the repository', async () => {
  const branch = window.statusItem('status.scm.0');
  await branch.filter({ hasText: 'feature/NT-42-login' }).waitFor();
  await window.screenshot('plain-workbench');
  expect(await branch.textContent()).toContain('feature/NT-42-login');
});
