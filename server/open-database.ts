import path from 'node:path';
import type { Environment } from './config/environment.ts';
import { openEmbedded, openPostgres, serverApplication } from './database/connect.ts';
import type { OpenDatabase } from './database/database.ts';
import type { Paths } from './paths.ts';

/**
 * The database that the configuration names.
 * @param address where this process answers, when it is a server
 * @throws FolderLockedError when another process has the embedded one.
 */
export function openDatabase(
  environment: Environment,
  paths: Paths,
  address?: string,
): Promise<OpenDatabase> | OpenDatabase {
  const { DATABASE_URL: url, TICKMARK_DATA: folder } = environment;
  return url === undefined
    ? openEmbedded(path.resolve(folder), paths.migrations, paths.pgliteWorker, address)
    : openPostgres(url, paths.migrations, undefined, address === undefined ? undefined : serverApplication);
}
