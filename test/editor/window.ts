import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { openBrowser, type WindowSize } from './browser.ts';

/** A window of the workbench in a headless browser, and what a person does in it. */
export interface EditorWindow {
  readonly page: Page;
  /** The status item with this id (`<publisher>.<extension>.<item>`). */
  statusItem(id: string): Locator;
  /** Runs a command through the palette, found by its title as people see it. */
  runCommand(title: string): Promise<void>;
  /** Picks the entry whose label contains `label` in the quick pick that asks for `asked`. */
  pick(asked: string, label: string): Promise<void>;
  /**
   * Types into the input box that asks for `asked`, without confirming. `asked` is part of its title, prompt or
   * placeholder, and must tell it from the question before, which may still be open for a moment.
   */
  fill(asked: string, text: string): Promise<void>;
  /** The same, and confirms. */
  answer(asked: string, text: string): Promise<void>;
  /** The message below the open input box: its prompt, or why the text is not accepted. */
  inputMessage(): Locator;
  /** Opens a file found by its name, ready to type in. */
  openFile(name: string): Promise<void>;
  /** Replaces the user settings, in the editor's own view of their file. */
  writeSettings(json: string): Promise<void>;
  /** Text of the document in front, copied as a person would. */
  documentText(): Promise<string>;
  copied(): Promise<string>;
  /** Moves the mouse onto something and resolves to the hover that appears. */
  hover(over: Locator): Promise<Locator>;
  /** Notifications that are on screen. */
  notifications(): Locator;
  clearNotifications(): Promise<void>;
  /** The modal question on screen. */
  dialog(): Locator;
  /** Reloads the window, as after a crash or an update. */
  reload(): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a folder, or a file `*.code-workspace`, in a browser of its own and waits until the workbench is drawn. */
export async function openWindow(workbenchUrl: string, opened: string, size?: WindowSize): Promise<EditorWindow> {
  const { page, close } = await openBrowser(size);
  try {
    const kind = opened.endsWith('.code-workspace') ? 'workspace' : 'folder';
    await page.goto(`${workbenchUrl}/?${kind}=${encodeURIComponent(opened)}`);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return { ...actions(page), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function actions(page: Page): Omit<EditorWindow, 'close'> {
  const widget = page.locator('.quick-input-widget:visible');
  const input = (within: Locator) => within.locator('input.input').first();
  const row = (within: Locator, label: string) => within.locator('.monaco-list-row', { hasText: label }).first();
  // One widget shows every question, so an answer given too early would land in the question before.
  const asking = (asked: string) =>
    widget.filter({ hasText: asked }).or(widget.filter({ has: page.locator(`input[placeholder*="${asked}"]`) }));
  const copied = () => page.evaluate('navigator.clipboard.readText()') as Promise<string>;
  const runCommand = async (title: string) => {
    await page.keyboard.press('F1');
    await input(widget).fill(`>${title}`);
    await row(widget, title).click();
  };
  return {
    page,
    statusItem: (id) => page.locator(`[id="${id}"]`),
    runCommand,
    pick: (asked, label) => row(asking(asked), label).click(),
    fill: (asked, text) => input(asking(asked)).fill(text),
    answer: async (asked, text) => {
      await input(asking(asked)).fill(text);
      await input(asking(asked)).press('Enter');
    },
    inputMessage: () => widget.locator('.quick-input-message'),
    openFile: async (name) => {
      await page.keyboard.press('Control+P');
      await input(widget).fill(name);
      await widget.locator('.monaco-list-row.focused', { hasText: name }).waitFor();
      await input(widget).press('Enter');
      await page.locator('.tab.active', { hasText: name }).waitFor();
      await page.locator('.editor-instance .monaco-editor.focused').waitFor();
    },
    writeSettings: async (json) => {
      await runCommand('Preferences: Open User Settings (JSON)');
      await page.locator('.tab.active', { hasText: 'settings.json' }).waitFor();
      await page.locator('.editor-instance .monaco-editor.focused').waitFor();
      const changed = page.locator('.tab.active.dirty', { hasText: 'settings.json' });
      const isChanged = () =>
        changed.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        );
      // While the editor is busy with the file it has just opened, a key may come to nothing.
      do {
        await page.keyboard.press('Control+A');
        await page.keyboard.insertText(json);
      } while (!(await isChanged()));
      await page.keyboard.press('Control+S');
      await page.locator('.tab.active:not(.dirty)', { hasText: 'settings.json' }).waitFor();
      await runCommand('View: Close Editor');
    },
    documentText: async () => {
      await page.locator('.editor-group-container.active .view-lines').click();
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+C');
      return copied();
    },
    copied,
    hover: async (over) => {
      await over.hover();
      return page.locator('.monaco-hover:visible').last();
    },
    notifications: () => page.locator('.notification-toast'),
    clearNotifications: () => runCommand('Notifications: Clear All Notifications'),
    dialog: () => page.locator('.monaco-dialog-box'),
    reload: async () => {
      await page.reload();
      await page.locator('.monaco-workbench .part.statusbar').waitFor();
    },
    screenshot: async (name) => {
      const folder = path.join(import.meta.dirname, 'screenshots');
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: path.join(folder, `${name}.png`) });
    },
  };
}
