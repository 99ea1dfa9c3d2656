import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Locator, type Page, chromium } from 'playwright-core';

/** One window of the workbench. Every wait has this limit: a small machine under load needs tens of seconds. */
export const patienceMs = 120_000;

/** A window of the workbench in a headless browser, and what a person does in it. */
export interface EditorWindow {
  readonly page: Page;
  /** The status item with this id (`<publisher>.<extension>.<item>`). */
  statusItem(id: string): Locator;
  /** Runs a command through the palette, found by its title as people see it. */
  runCommand(title: string): Promise<void>;
  /** Picks the entry of the open quick pick whose label contains `label`. */
  pick(label: string): Promise<void>;
  /** Types into the open input box, without confirming. */
  type(text: string): Promise<void>;
  /** Confirms the open input box or quick pick. */
  accept(): Promise<void>;
  /** The message below the open input box, such as a validation error. */
  inputMessage(): Locator;
  /** Notifications that are on screen. */
  notifications(): Locator;
  /** The quick input widget, whatever it holds. */
  quickInput(): Locator;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens `folder` in a browser of its own (1280 × 800) and waits until the workbench is drawn. */
export async function openWindow(workbenchUrl: string, folder: string): Promise<EditorWindow> {
  const profile = await mkdtemp(path.join(tmpdir(), 'wb-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    // The sandbox of Chromium refuses to start as root, which is what containers run as.
    chromiumSandbox: false,
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    args: ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
  });
  context.setDefaultTimeout(patienceMs);
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${workbenchUrl}/?folder=${encodeURIComponent(folder)}`);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return { ...actions(page), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function actions(page: Page): Omit<EditorWindow, 'close'> {
  const quickInput = () => page.locator('.quick-input-widget:visible');
  const input = () => quickInput().locator('input.input').first();
  const row = (label: string) => quickInput().locator('.monaco-list-row', { hasText: label }).first();
  return {
    page,
    quickInput,
    statusItem: (id) => page.locator(`[id="${id}"]`),
    runCommand: async (title) => {
      await page.keyboard.press('F1');
      await input().fill(`>${title}`);
      await row(title).click();
    },
    pick: (label) => row(label).click(),
    type: (text) => input().fill(text),
    accept: () => input().press('Enter'),
    inputMessage: () => quickInput().locator('.quick-input-message'),
    notifications: () => page.locator('.notification-toast'),
    screenshot: async (name) => {
      const folder = path.join(import.meta.dirname, 'screenshots');
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: path.join(folder, `${name}.png`) });
    },
  };
}
