import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { until } from './support/until.ts';
import { calls, deliveries, openEditor, pass, selection, useBundle } from './support/shipped-bundle.ts';

useBundle();

test('of a private folder nothing leaves: no question about its branch, no sign of activity, no key from its files', async () => {
  const settings = { 'tickmark.heartbeats.enabled': true, 'tickmark.privateFolders': ['/w/app'] };
  const { editor } = await openEditor({ settings });
  await until(() => editor.listeners('selection') === 1);
  expect(editor.items[0]?.text).toBe('$(eye-closed) private');
  editor.fire('selection', selection(1));
  for (const command of ['refresh', 'whyThisTask', 'linkBranch', 'unlinkBranch', 'createTaskFromTodo'])
    await editor.commands.get(`tickmark.${command}`)?.();
  await pass(3_600_000);
  const told = calls.map(({ url, body }) => `${url.pathname}${url.search} ${body}`).join('\n');
  expect(told).not.toMatch(/branches|heartbeats|feature|NT-/u);
});

test('a private folder that cannot be read makes everything private, and the log says why', async () => {
  const settings = { 'tickmark.heartbeats.enabled': true, 'tickmark.privateFolders': ['/w/[ab'] };
  const { editor } = await openEditor({ settings });
  await until(() => editor.items[0]?.text === '$(warning) Check private folders');
  expect(editor.log.join('\n')).toContain(
    'warn: An entry of tickmark.privateFolders cannot be read: its brackets do not fit together.',
  );
  expect(calls.filter(({ url }) => url.pathname.endsWith('/branches/resolve'))).toEqual([]);
  editor.settings['tickmark.privateFolders'] = [];
  editor.fire('configuration', { affectsConfiguration: (name: string) => 'tickmark.privateFolders'.startsWith(name) });
  await until(async () => {
    await pass(500);
    return editor.items[0]?.text.includes('NT-42') === true;
  });
});

test('paused, the item says so and nothing is sent until it is resumed', async () => {
  const { editor } = await openEditor({ settings: { 'tickmark.heartbeats.enabled': true } });
  await until(() => editor.listeners('selection') === 1);
  const storage = (editor.context as { globalStorageUri: { fsPath: string } }).globalStorageUri.fsPath;
  // As another window writes it.
  await writeFile(
    path.join(storage, 'pause.json'),
    JSON.stringify({ askedAtMs: Date.now(), untilMs: Date.now() + 1_800_000 }),
  );
  editor.fire('windowState', { active: true, focused: true });
  await until(() => editor.items[0]?.text.includes('paused') === true);
  expect(editor.items[0]?.text).toMatch(/^\$\(debug-pause\) NT-42 · .* · paused$/u);
  expect(editor.items[0]?.tooltip?.value).toContain('(command:tickmark.resumeCodingTime)');
  editor.fire('selection', selection(1));
  await pass(600_000);
  expect(deliveries()).toBe(0);
  await pass(1_300_000);
  expect(editor.items[0]?.text).not.toContain('paused');
  editor.fire('selection', selection(1));
  await until(async () => {
    await pass(10_000);
    return deliveries() > 0;
  });
});
