import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigurationError, readEnvironment, type Environment } from '../config/environment.ts';
import { makeDataFolder } from '../config/data-folder.ts';
import { say, type StopRequests } from '../console.ts';
import { uniqueViolation } from '../database/database.ts';
import { lockFolder } from '../database/folder-lock.ts';
import { addressOf } from '../http/listen.ts';
import { builtPaths, packageVersion } from '../paths.ts';
import { findFirstPerson, updatePerson } from '../people/people.repository.ts';
import type { Services } from '../services.ts';
import { start } from '../start.ts';
import { openDemoData } from './demo-data.ts';
import { openDemoNotion } from './demo-notion.ts';
import { readAllAgain, waitForFirstRead } from './first-read.ts';

/** `tickmark demo`: the real server against a sample Notion workspace on this machine, with data of its own. */
export async function demo(bundle: string, args: readonly string[], stop: StopRequests): Promise<void> {
  const { fresh } = readOptions(args);
  const base = readEnvironment(process.env);
  const folder = path.resolve(base.TICKMARK_DATA, 'demo');
  makeDataFolder(folder);
  await checkUnused(folder);
  if (fresh) empty(folder);
  const data = openDemoData(folder, base.TICKMARK_ADMIN_TOKEN);
  say(
    data.isNew ? 'Making a sample Notion workspace and a database; the first start takes some seconds …' : 'Starting …',
  );
  const notion = await openDemoNotion(folder, base.PORT);
  const server = await start(
    demoEnvironment(base, folder, data.adminToken, notion),
    builtPaths(bundle),
    packageVersion(bundle),
  );
  await introduce(server.services, notion.email);
  const over = Promise.race<undefined>([stop.untilAsked(), server.lost]);
  const tasks = await Promise.race([readTasks(server.services, notion.hasMoved && !data.isNew), over]);
  if (tasks !== undefined) {
    notion.keepPort();
    for (const line of greeting(server.url, tasks, data.adminToken, notion)) say(line);
    await over;
  }
  say('Stopping …');
  await server.close();
  await notion.close();
}

/** The administrator is somebody in the sample workspace, so that tasks can be taken there. */
async function introduce({ db }: Services, email: string | null): Promise<void> {
  const person = await findFirstPerson(db);
  if (person === undefined || email === null) return;
  try {
    await updatePerson(db, person.id, { email });
  } catch (error) {
    // Somebody who was added since the first start has the address.
    if (uniqueViolation(error) === undefined) throw error;
  }
}

async function readTasks(services: Services, again: boolean): Promise<number> {
  if (again) await readAllAgain(services);
  return waitForFirstRead(services);
}

function readOptions(args: readonly string[]): { fresh: boolean } {
  try {
    const { values } = parseArgs({ args: [...args], options: { fresh: { type: 'boolean', default: false } } });
    return values;
  } catch {
    throw new ConfigurationError('The demo knows one option: npm run demo -- --fresh (start over with new data).');
  }
}

/** The database takes the folder later; the sample workspace and `--fresh` must not touch it before that is sure. */
async function checkUnused(folder: string): Promise<void> {
  const unlock = await lockFolder(folder);
  await unlock();
}

function empty(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  makeDataFolder(folder);
}

/** Only where it listens comes from outside: a demo never touches a real database or a real workspace. */
function demoEnvironment(
  base: Environment,
  folder: string,
  adminToken: string,
  notion: { url: string; token: string; databaseUrl: string },
): Environment {
  return {
    ...base,
    DATABASE_URL: undefined,
    TICKMARK_DATA: folder,
    TICKMARK_SECRET: undefined,
    TICKMARK_ADMIN_TOKEN: adminToken,
    PUBLIC_URL: base.PUBLIC_URL ?? (base.PORT === 0 ? undefined : addressOf(base.HOST, base.PORT)),
    NOTION_TOKEN: notion.token,
    NOTION_DATABASE_ID: notion.databaseUrl,
    NOTION_ISSUE_PREFIX: 'NT',
    NOTION_SYNC_CRON: '0 * * * * *',
    NOTION_REQUESTS_PER_MINUTE: 180,
    NOTION_BASE_URL: notion.url,
    LOG_LEVEL: (process.env['LOG_LEVEL'] ?? '') === '' ? 'warn' : base.LOG_LEVEL,
  };
}

function greeting(url: string, tasks: number, token: string, notion: { url: string; token: string }): string[] {
  return [
    '',
    `  ${tasks} tasks read from the sample workspace.`,
    `  Page:   ${url}`,
    `  Token:  ${token}`,
    '',
    '  The extension, in two steps:',
    '    npm run package && code --install-extension dist/tickmark.vsix',
    `    then in VS Code: "Tickmark: Sign In", server ${url}, and the token above`,
    '',
    '  Try it: in any git repository  git switch -c feature/NT-42-login',
    `  Notion workspace: ${notion.url}, token ${notion.token}`,
    '    Open its address to see the pages, and change them as your team would in Notion.',
    '',
    '  Ctrl-C stops the demo; the next start goes on with the same data (--fresh starts over).',
  ];
}
