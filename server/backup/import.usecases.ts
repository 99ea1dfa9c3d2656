import { audit } from '../audit/audit.repository.ts';
import type { Clock, Ctx } from '../context.ts';
import type { SecretBox } from '../config/secret-box.ts';
import { fitsSecret } from '../config/secret.ts';
import type { Database } from '../database/database.ts';
import { updateConnection } from '../sources/sources.repository.ts';
import { markRestored } from '../worklogs/restored.usecases.ts';
import * as repository from './backup.repository.ts';
import { madeByNewer, type Header, type RowCounts } from './format.ts';
import { readBackup } from './read-backup.ts';
import { BackupRefusedError, damaged } from './refused.ts';
import { keptTables } from './tables.repository.ts';

interface Parts {
  db: Database;
  clock: Clock;
  newId: () => string;
  log: Ctx['log'];
  /** Of this installation. */
  secrets: SecretBox;
}

interface Options {
  file: string;
  /** Delete what the database holds first. */
  replace: boolean;
  /** Leave out what was sealed with a secret that is lost. */
  forgetTokens: boolean;
  /** Hears how many rows of a table are stored, while it goes on. */
  progress: (table: string, rows: number) => void;
}

/**
 * Puts a backup into a migrated database, in one transaction: everything of it or nothing. Afterwards the next start
 * compares all rows with Notion, and what is owed is looked for before it is sent, because the backup does not know what
 * happened since.
 * @throws BackupRefusedError saying why and what to do.
 */
export async function importStore(parts: Parts, options: Options): Promise<RowCounts> {
  const counts = await parts.db.transaction((tx) => fill(parts, tx as Database, options));
  await repository.learnSizes(parts.db);
  return counts;
}

async function fill(parts: Parts, tx: Database, { file, replace, forgetTokens, progress }: Options) {
  await prepare(tx, replace);
  const stored: RowCounts = {};
  let header: Header | undefined;
  const counts = await readBackup(file, {
    async header(found) {
      await checkSchema(tx, found);
      if (!forgetTokens) checkSecret(parts.secrets, found);
      header = found;
    },
    async rows(name, lines) {
      await store(tx, name, lines, stored);
      progress(name, stored[name] ?? 0);
    },
  });
  const missing = [...keptTables.keys()].find((name) => !Object.hasOwn(counts, name));
  if (missing !== undefined) throw damaged(`the table ${missing} is not in it`);
  if (forgetTokens) await repository.forgetSealed(tx);
  if (header !== undefined) await doubt(parts, tx, header);
  return counts;
}

async function prepare(tx: Database, replace: boolean): Promise<void> {
  if ((await repository.countServerConnections(tx)) > 0 || !(await repository.lockTables(tx))) {
    throw new BackupRefusedError('A server is at work on this database. Stop every server first. Nothing was changed.');
  }
  const there = Object.entries(await repository.countRows(tx));
  if (there.length > 0 && !replace) {
    const rows = there.map(([name, count]) => `${name} ${count}`).join(', ');
    throw new BackupRefusedError(
      `The database is not empty (rows: ${rows}). Nothing was changed. Import into an empty one, or add --replace, which deletes all of that first.`,
    );
  }
  await repository.emptyTables(tx);
}

/** The rows fit only the schema they were read from. */
async function checkSchema(tx: Database, { migrations, version }: Header): Promise<void> {
  const ours = (await repository.readMigrations(tx)) ?? [];
  const differsAt = migrations.findIndex((digest, index) => digest !== ours[index]);
  if (differsAt === -1 && migrations.length === ours.length) return;
  if (differsAt === ours.length) throw madeByNewer(version);
  throw new BackupRefusedError(
    `The backup was made by Tickmark ${version}, which stores things in another way. Nothing was changed. ` +
      'Import it with that version into an empty database; then start this version on it, which brings it up to date.',
  );
}

function checkSecret(secrets: SecretBox, { secretCheck }: Header): void {
  if (secretCheck === null || fitsSecret(secrets, secretCheck)) return;
  throw new BackupRefusedError(
    'The tokens in this backup were sealed with another secret than the one of this installation. Nothing was changed. ' +
      'Set TICKMARK_SECRET to the secret that the backup was made with, or copy the file "secret" from the TICKMARK_DATA of that installation into the one of this. ' +
      'If it is lost, add --forget-tokens and enter the Notion tokens again afterwards.',
  );
}

async function store(tx: Database, name: string, lines: readonly string[], stored: RowCounts): Promise<void> {
  const table = keptTables.get(name);
  if (table === undefined) throw damaged(`there is no table ${name}`);
  const before = stored[name] ?? 0;
  try {
    await repository.insertLines(tx, table, lines);
  } catch (error) {
    if (!repository.isWrongValue(error)) throw error;
    throw damaged(`one of the rows ${before + 1} to ${before + lines.length} of ${name} cannot be stored`);
  }
  stored[name] = before + lines.length;
}

/** What a backup cannot know: all that happened after it was made. */
async function doubt({ clock, newId, log }: Parts, tx: Database, { version, createdAt }: Header): Promise<void> {
  await markRestored(tx, new Date(createdAt), clock.now());
  const requestId = `job-${newId()}`;
  for (const id of await repository.listDepartmentIds(tx)) {
    const actor = { kind: 'job', name: 'Import' } as const;
    const ctx = { actor, department: { id }, db: tx, clock, newId, log, requestId };
    await updateConnection(ctx, { reconciledAt: null, discoveredAt: null });
    await audit(ctx, 'backup.restored', 'backup', { version, createdAt });
  }
}
