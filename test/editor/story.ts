import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { vi } from 'vitest';
import { patienceMs } from './browser.ts';
import { unpacked, vsix } from './build.ts';
import { type CodeServer, startCodeServer } from './code-server.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { startWebHost, type WebHost } from './web-host.ts';
import { type EditorWindow, openWindow } from './window.ts';

/** The parts of a task's answer that the stories look at. */
export interface Issue {
  key: string;
  status: string;
  pageId: string;
  spentSeconds: number;
}

export const linkedBranch = 'feature/NT-42-login';
export const soon = { timeout: patienceMs, interval: 500 };

/** One person with an editor window, the extension installed in it, and a Tickmark server of their own. */
export interface Story {
  demo: DemoServer;
  window: EditorWindow;
  /** The status item. */
  item: Locator;
  /** NT-42, and a task with another status. */
  issue: Issue;
  otherIssue: Issue;
  /** Waits until the status item says this. */
  says: (text: string | RegExp) => Promise<void>;
  /** The folder in which the extension keeps what it keeps on this machine. */
  storage: string;
  /** As the administrator, or with another personal token. */
  signIn: (token?: string) => Promise<void>;
  /** Changes user settings in the editor's own file of settings, beside those that are set. */
  set: (settings: Record<string, unknown>) => Promise<void>;
  end: () => Promise<void>;
}

/**
 * Begins a story named `name` with a folder or workspace file opened; nobody is signed in.
 * @param more further user settings, other extensions (`*.vsix`) beside ours, another server than a demo, the language of
 *   the editor, and whether the browser runs the extension, as on a site on the web
 */
export async function beginStory(
  name: string,
  opened: string,
  more: {
    settings?: Record<string, unknown>;
    others?: readonly string[];
    server?: DemoServer;
    locale?: string;
    inBrowser?: boolean;
  } = {},
): Promise<Story> {
  const host: WebHost | null = more.inBrowser === true ? await startWebHost(unpacked) : null;
  const demo = more.server ?? (await startDemoServer(host === null ? {} : { WEB_EDITOR_ORIGINS: host.url }));
  let editor: CodeServer | undefined;
  let window: EditorWindow | undefined;
  const end = async () => {
    const logs = path.join(import.meta.dirname, 'logs', name);
    await rm(logs, { recursive: true, force: true });
    await window?.screenshot(`${name}-last`);
    await window?.close();
    await editor?.saveLogs(logs);
    await editor?.stop();
    await host?.stop();
    await demo.stop();
  };
  try {
    const issue = await vi.waitFor(() => demo.api<Issue>('/issues/NT-42'), soon);
    const { items } = await demo.api<{ items: Issue[] }>('/issues');
    const otherIssue = items.find((each) => each.key !== 'NT-42' && each.status !== issue.status) ?? issue;
    const settings = { 'tickmark.server': demo.url, ...more.settings };
    const extensions = [...(host === null ? [vsix] : []), ...(more.others ?? [])];
    const locale = more.locale === undefined ? {} : { locale: more.locale };
    editor = await startCodeServer({ extensions, settings, ...locale });
    host?.show(editor.url);
    window = await openWindow(host?.url ?? editor.url, opened);
    let written = editor.settings;
    const set = async (next: Record<string, unknown>) => {
      written = { ...written, ...next };
      await window?.writeSettings(JSON.stringify(written));
    };
    const storage = path.join(editor.storage, 'tickmark.tickmark');
    return { ...peopleDo(window, demo), storage, demo, window, issue, otherIssue, set, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function peopleDo(window: EditorWindow, demo: DemoServer): Pick<Story, 'item' | 'says' | 'signIn'> {
  // `<publisher>.<extension>.<id of the item>` is the DOM node's id.
  const item = window.statusItem('tickmark.tickmark.tickmark.task');
  const says = (text: string | RegExp) => item.filter({ hasText: text }).waitFor();
  const signIn = async (token = demo.token) => {
    await says('Sign in');
    await item.click();
    await window.pick('Sign in to Tickmark', 'Paste a token');
    await window.answer('Paste the token', token);
    await window.notifications().filter({ hasText: 'Signed in as' }).waitFor();
    await window.clearNotifications();
  };
  return { item, says, signIn };
}
