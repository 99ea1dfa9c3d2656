import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { readServerSetting } from '../config/server-setting.repository.ts';
import type { Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { inSnapshot, readMigrations, readRows } from './backup.repository.ts';
import { formatVersion, writeLine, type RowCounts } from './format.ts';
import { BackupRefusedError } from './refused.ts';
import { keptTables } from './tables.repository.ts';

interface Parts {
  db: Database;
  /** The version of Tickmark. */
  version: string;
  now: Date;
  /** Ends the export half way when the server stops. */
  stopping?: AbortSignal;
}

/**
 * Writes the whole store as it is at one moment, whatever is written meanwhile, and ends `to`. Only a page of rows is
 * in memory. The embedded database has one connection: others wait until the last row is written, so `to` has to be
 * fast (a file, not a person's network).
 * @throws BackupRefusedError when there is nothing to back up.
 */
export async function exportStore(parts: Parts, to: Writable): Promise<void> {
  const signal = parts.stopping ?? new AbortController().signal;
  await inSnapshot(parts.db, (tx) => pipeline(Readable.from(linesOf(parts, tx)), createGzip(), to, { signal }));
}

async function* linesOf({ version, now }: Parts, tx: Database): AsyncGenerator<string> {
  const migrations = await readMigrations(tx);
  if (migrations === undefined) throw new BackupRefusedError('There is nothing to back up: the database is empty.');
  yield writeLine({
    tickmark: 'backup',
    format: formatVersion,
    version,
    createdAt: now.toISOString(),
    migrations,
    secretCheck: (await readServerSetting(tx, 'secret_check')) ?? null,
  });
  const counts: RowCounts = {};
  for (const [name, table] of keptTables) {
    counts[name] = 0;
    yield writeLine({ tickmark: 'table', name });
    for await (const page of readRows(tx, table)) {
      counts[name] += page.length;
      yield `${page.join('\n')}\n`;
    }
  }
  yield writeLine({ tickmark: 'end', rows: counts });
}

/** Notes who took a backup over the network: it holds what every department has. */
export async function noteExport(ctx: Ctx): Promise<void> {
  await inTransaction(ctx.db, (tx) => audit(within(ctx, tx), 'backup.exported', 'backup'));
}
