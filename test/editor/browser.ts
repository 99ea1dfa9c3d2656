import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Page, chromium } from 'playwright-core';

/** The limit of every wait: a small machine under load needs tens of seconds. */
export const patienceMs = 120_000;

/** In pixels; `scale` draws each of them as several. */
export interface WindowSize {
  width: number;
  height: number;
  scale: number;
}

/** A browser without a window on the screen, and what it shows. */
export interface Browser {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** Opens a browser with an empty profile of its own. */
export async function openBrowser(
  { width, height, scale }: WindowSize = { width: 1280, height: 800, scale: 1 },
): Promise<Browser> {
  const profile = await mkdtemp(path.join(tmpdir(), 'wb-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    // The sandbox of Chromium refuses to start as root, which is what containers run as.
    chromiumSandbox: false,
    viewport: { width, height },
    deviceScaleFactor: scale,
    permissions: ['clipboard-read', 'clipboard-write'],
    args: ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
  });
  context.setDefaultTimeout(patienceMs);
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
