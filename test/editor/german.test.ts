import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Repository, makeRepository } from './repository.ts';
import { type Story, beginStory, linkedBranch } from './story.ts';

// An editor set to German. What is the editor's own stays English here, because no language pack is at hand; what is
// ours has to be German, also where the server speaks English.

let repository: Repository;
let story: Story;
/** German for an English sentence. */
let german: Record<string, string>;

beforeAll(async () => {
  german = JSON.parse(
    await readFile(path.join(import.meta.dirname, '../../l10n/bundle.l10n.de.json'), 'utf8'),
  ) as typeof german;
  repository = await makeRepository(linkedBranch);
  story = await beginStory('german', repository.folder, { locale: 'de' });
});

afterAll(async () => {
  await story?.end();
  await repository?.remove();
});

const de = (text: string): string => german[text] ?? `no German for ${text}`;

test('signed out, the status item asks in German to sign in', async () => {
  await story.says(/Anmelden$/u);
  await story.window.screenshot('german-signed-out');
});

test('the palette finds commands by their German titles', async () => {
  const { page } = story.window;
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget:visible input.input').fill('>Tickmark: Anzeigen, was');
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: 'Tickmark: Anzeigen, was gesendet wird' })
    .waitFor();
  await story.window.screenshot('german-palette');
  await page.keyboard.press('Escape');
});

test('the walkthrough is German and formal', async () => {
  const { window } = story;
  await window.runCommand('Welcome: Open Walkthrough');
  await window.pick('Select a walkthrough', 'Erste Schritte mit Tickmark');
  await window.page.getByText('Server verbinden').waitFor();
  await window.page.getByText('Ihr Team betreibt den Tickmark-Server selbst.').waitFor();
  await window.screenshot('german-walkthrough');
  await window.runCommand('View: Close Editor');
});

test('a token that is not accepted is refused in German', async () => {
  const { window, item } = story;
  await item.click();
  await window.pick(de('Sign in to Tickmark'), de('Paste a token'));
  await window.answer(de('Paste the token'), 'tm_this-is-not-a-token');
  await window.inputMessage().filter({ hasText: 'akzeptiert dieses Token nicht' }).waitFor();
  await window.screenshot('german-refused');
  await window.answer(de('Paste the token'), story.demo.token);
  await story.says('NT-42');
  await window.clearNotifications();
});

test('the tooltip and the view say in German why the task is shown', async () => {
  const { window, item } = story;
  const because = 'Der Branchname enthält NT-42.';
  const tooltip = await window.hover(item);
  await tooltip.filter({ hasText: `Verknüpft, weil: ${because}` }).waitFor();
  await window.screenshot('german-tooltip');
  await window.page.locator('.activitybar .action-label[aria-label="Tickmark"]').click();
  await window.page.locator('.pane .monaco-list-row', { hasText: `Verknüpft, weil${because}` }).waitFor();
  await window.screenshot('german-views');
});

test('what the server refuses in English is told in German', async () => {
  const { window } = story;
  await window.runCommand('Developer: Open URL');
  await window.answer('URL to open', 'code-oss://tickmark.tickmark/start?key=NT-99999');
  await window.dialog().getByRole('button', { name: 'Open', exact: true }).click();
  const told = window.notifications().filter({ hasText: 'NT-99999 kann nicht gezeigt werden.' });
  await told.filter({ hasText: de('issue.not_found') }).waitFor();
  await window.screenshot('german-server');
  expect(await told.textContent()).not.toMatch(/There is no|Check the key/u);
});
