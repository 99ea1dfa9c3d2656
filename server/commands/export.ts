import { existsSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportStore } from '../backup/export.usecases.ts';
import type { RowCounts } from '../backup/format.ts';
import { readBackup } from '../backup/read-backup.ts';
import { BackupRefusedError } from '../backup/refused.ts';
import { readVariables } from '../config/dotenv.ts';
import { readEnvironment, type Environment } from '../config/environment.ts';
import { say } from '../console.ts';
import { hasEmbedded } from '../database/connect.ts';
import { FolderLockedError } from '../database/folder-lock.ts';
import { readSchemaState } from '../database/migrate.ts';
import { openDatabase } from '../open-database.ts';
import { builtPaths, packageVersion } from '../paths.ts';
import { askServer } from './ask-server.ts';
import { readArguments } from './arguments.ts';

const usage = 'Usage: tickmark export FILE      such as tickmark-monday.backup.gz';

/**
 * `tickmark export FILE`: backs everything up, also while servers are at work. The file appears when it is whole and
 * was read back, or not at all.
 */
export async function exportCommand(bundle: string, args: readonly string[]): Promise<void> {
  const { file } = readArguments(args, [], usage);
  const environment = readEnvironment(readVariables('.env', process.env));
  if (existsSync(file)) {
    throw new BackupRefusedError(`There is a file ${file} already, and it was left as it is. Name another one.`);
  }
  refuseNothing(environment);
  const unfinished = `${file}.unfinished`;
  try {
    const handle = await open(unfinished, 'w', 0o600);
    await writeTo(handle.createWriteStream(), environment, bundle);
    const counts = await readBackup(unfinished, { header: () => {}, rows: () => {} });
    await keep(unfinished, file);
    say(`Backed up ${describeCounts(counts)} to ${path.resolve(file)}.`);
    say('Keep your secret with it: the Notion tokens in it open only with that.');
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw explain(error, file);
  }
}

/** How many rows, in all and of what people look for. */
export function describeCounts(counts: RowCounts): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { issue = 0, worklog = 0, heartbeat = 0 } = counts;
  return `${all} rows (${issue} tasks, ${worklog} worklogs, ${heartbeat} heartbeats)`;
}

async function writeTo(to: Writable, environment: Environment, bundle: string): Promise<void> {
  const paths = builtPaths(bundle);
  try {
    const database = await openDatabase(environment, paths);
    try {
      refuseOther(await readSchemaState(database.db, paths.migrations));
      const parts = { db: database.db, version: packageVersion(bundle), now: new Date() };
      await exportStore(parts, to);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof FolderLockedError)) throw error;
    await askRunning(to, environment, error);
  }
}

function refuseNothing(environment: Environment): void {
  if (environment.DATABASE_URL === undefined && !hasEmbedded(environment.TICKMARK_DATA)) {
    throw new BackupRefusedError(
      `There is nothing to back up: ${path.resolve(environment.TICKMARK_DATA)} holds no database. Run this where the server is started, or set TICKMARK_DATA or DATABASE_URL as it has them.`,
    );
  }
}

function refuseOther(state: Awaited<ReturnType<typeof readSchemaState>>): void {
  if (state === 'older') {
    throw new BackupRefusedError(
      'The database was made by an older version of Tickmark. Export with that version, or bring it up to date first: tickmark migrate.',
    );
  }
  if (state === 'newer') {
    throw new BackupRefusedError('The database was made by a newer version of Tickmark. Export with that version.');
  }
}

/** The server writes all of it before it answers, and others wait until then. */
const exportPatienceMs = 10 * 60_000;

/** The embedded database belongs to the server that runs, so that one has to be asked. */
async function askRunning(to: Writable, environment: Environment, locked: FolderLockedError): Promise<void> {
  const { address, pid } = locked;
  if (address === undefined) throw locked;
  const token = environment.TICKMARK_ADMIN_TOKEN;
  if (token === undefined) {
    throw new BackupRefusedError(
      `A server (process ${pid}) has this database and has to be asked. Set TICKMARK_ADMIN_TOKEN to a personal token of an administrator of all its departments and run this again, or stop the server first.`,
    );
  }
  say(`Asking the server at ${address} …`);
  const answer = await askServer(`${address}/api/v1/export`, { token, patienceMs: exportPatienceMs });
  await pipeline(answer, to);
}

/** On the disk before it has its name. */
async function keep(unfinished: string, file: string): Promise<void> {
  const handle = await open(unfinished, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
}

function explain(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC')
    return new BackupRefusedError(`There is no room for ${file}. Make some, or name another place.`);
  if (code === 'ECONNRESET') {
    return new BackupRefusedError('The server went away in the middle, so nothing was kept. Run this again.');
  }
  if (['EACCES', 'ENOENT', 'ENOTDIR', 'EROFS', 'EISDIR', 'EPERM'].includes(code)) {
    return new BackupRefusedError(`The file ${file} cannot be written (${code}). Name another place.`);
  }
  return error;
}
