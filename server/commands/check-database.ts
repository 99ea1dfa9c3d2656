import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, type Environment } from '../config/environment.ts';
import { createSecretBox } from '../config/secret-box.ts';
import { fitsSecret, readSecret } from '../config/secret.ts';
import { readServerSetting } from '../config/server-setting.repository.ts';
import { hasEmbedded } from '../database/connect.ts';
import type { Database } from '../database/database.ts';
import { FolderLockedError } from '../database/folder-lock.ts';
import { readSchemaState, type SchemaState } from '../database/migrate.ts';
import { openDatabase } from '../open-database.ts';
import type { Paths } from '../paths.ts';
import { askServer } from './ask-server.ts';
import type { Finding } from './finding.ts';

interface DatabaseChecked {
  /** Where the server answers that has the embedded database. */
  server?: string;
  findings: Finding[];
}

/** Checks the database and whether the secret fits it. A database that is not there yet is not made. */
export async function checkDatabase(environment: Environment, paths: Paths): Promise<DatabaseChecked> {
  const name = 'Database';
  const folder = path.resolve(environment.TICKMARK_DATA);
  if (environment.DATABASE_URL === undefined && !hasEmbedded(folder)) {
    const message = `none yet in ${folder}: the first start makes it`;
    return { findings: [{ name, level: 'ok', message }, secretAlone(environment)] };
  }
  try {
    const database = await openDatabase(environment, paths);
    try {
      const state = await readSchemaState(database.db, paths.migrations);
      const kind = database.kind === 'embedded' ? `embedded, in ${folder}` : 'PostgreSQL';
      return { findings: [schemaFinding(kind, state), await checkSecret(environment, database.db, state)] };
    } finally {
      await database.close();
    }
  } catch (error) {
    if (error instanceof FolderLockedError) return askHolder(error);
    if (!(error instanceof ConfigurationError)) throw error;
    return { findings: [{ name, level: 'failed', message: 'cannot be used', fix: error.message }] };
  }
}

/** A server whose database is away says so after three seconds. */
const healthPatienceMs = 5000;

const schemaFindings: Record<SchemaState, Omit<Finding, 'name'>> = {
  none: { level: 'ok', message: 'is empty: the first start makes the tables' },
  current: { level: 'ok', message: 'has the schema of this version' },
  older: {
    level: 'warning',
    message: 'has the schema of an older version',
    fix: 'The next start brings it up to date, or "tickmark migrate". Take a backup first with the older version.',
  },
  newer: {
    level: 'failed',
    message: 'has the schema of a newer version',
    fix: 'Install that version of Tickmark, or use another database.',
  },
};

function schemaFinding(kind: string, state: SchemaState): Finding {
  const { message, ...finding } = schemaFindings[state];
  return { name: 'Database', ...finding, message: `${kind}; ${message}` };
}

/** The server that has the folder knows best. */
async function askHolder({ address, pid }: FolderLockedError): Promise<DatabaseChecked> {
  const name = 'Database';
  if (address === undefined) {
    const fix = `See what process ${pid} is, such as an import, and let it end.`;
    return { findings: [{ name, level: 'warning', message: `in use by process ${pid}, which is no server`, fix }] };
  }
  try {
    (await askServer(`${address}/health`, { patienceMs: healthPatienceMs })).resume();
    const message = `embedded, in use by the server at ${address} (process ${pid}), which says that it is well`;
    return { server: address, findings: [{ name, level: 'ok', message }] };
  } catch (error) {
    const message = `in use by the server at ${address} (process ${pid}), which is not well`;
    const fix = `Look into its log, or start it again. ${error instanceof Error ? error.message : ''}`;
    return { server: address, findings: [{ name, level: 'failed', message, fix }] };
  }
}

async function checkSecret(environment: Environment, db: Database, state: SchemaState): Promise<Finding> {
  const stored = state === 'none' ? undefined : await readServerSetting(db, 'secret_check').catch(() => undefined);
  const alone = secretAlone(environment);
  if (stored === undefined) return alone;
  const isMade = alone.message.endsWith(willBeMade);
  if (!isMade && alone.level === 'ok' && fitsSecret(createSecretBox(readSecret(environment)), stored)) {
    return { name: 'Secret', level: 'ok', message: 'opens the stored tokens' };
  }
  return {
    name: 'Secret',
    level: 'failed',
    message: 'does not open the stored tokens',
    fix: 'Set TICKMARK_SECRET to the secret that this database was made with, or put its file "secret" into TICKMARK_DATA.',
  };
}

const willBeMade = 'the first start makes one';

function secretAlone(environment: Environment): Finding {
  const name = 'Secret';
  if (environment.TICKMARK_SECRET !== undefined) return { name, level: 'ok', message: 'is TICKMARK_SECRET' };
  const file = path.resolve(environment.TICKMARK_DATA, 'secret');
  if (!existsSync(file)) return { name, level: 'ok', message: willBeMade };
  try {
    readSecret(environment);
    return { name, level: 'ok', message: `is in ${file}` };
  } catch (error) {
    return { name, level: 'failed', message: 'cannot be read', fix: error instanceof Error ? error.message : '' };
  }
}
