import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, inject } from 'vitest';
import { exportStore } from '../../../server/backup/export.usecases.ts';
import { importStore } from '../../../server/backup/import.usecases.ts';
import { keptTables } from '../../../server/backup/tables.repository.ts';
import { createSecretBox } from '../../../server/config/secret-box.ts';
import { rows, type Database } from '../../../server/database/database.ts';
import type { Clock } from '../../../server/context.ts';
import { createTestClock } from '../../support/clock.ts';
import { createTestIds } from '../../support/ids.ts';

/** A folder for the files of a test file. */
export function useFolder(): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'backup-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => path.join(folder, name);
}

/** A migrated, empty embedded database of its own. */
export async function openEmpty(): Promise<{ db: Database; close: () => Promise<void> }> {
  const client = await PGlite.create({ loadDataDir: new Blob([readFileSync(inject('snapshot'))]) });
  return { db: drizzle({ client }) as unknown as Database, close: () => client.close() };
}

export async function exportTo(db: Database, file: string, now = new Date('2026-03-02T09:00:00.000Z')): Promise<void> {
  await exportStore({ db, version: '0.1.0', now }, createWriteStream(file));
}

const clock = createTestClock('2026-03-02T10:00:00.000Z');
/** One for all imports: what is restored twice is noted twice. */
const newId = createTestIds(clock, 'import');

interface ImportOptions {
  clock?: Clock;
  replace?: boolean;
  forgetTokens?: boolean;
  secret?: string;
}

/** As the command does it. `startTestServer` uses the same secret. */
export async function importFrom(db: Database, file: string, options: ImportOptions = {}) {
  const { replace = false, forgetTokens = false, secret = 'the secret of the tests' } = options;
  const parts = { db, clock: options.clock ?? clock, newId, log: pino({ level: 'silent' }) };
  return importStore(
    { ...parts, secrets: createSecretBox(secret) },
    { file, replace, forgetTokens, progress: () => {} },
  );
}

type Contents = Record<string, string[]>;

/** Every row of every table that a backup holds, as the database writes it. */
export async function contentsOf(db: Database): Promise<Contents> {
  const contents: Contents = {};
  for (const name of keptTables.keys()) {
    const found = await db.execute(sql.raw(`select to_jsonb(t)::text as line from "${name}" as t order by 1`));
    contents[name] = rows<{ line: string }>(found).map(({ line }) => line);
  }
  return contents;
}

/** What a restore changes on purpose, because it does not know what happened after the backup. */
const doubted: Record<string, RegExp> = {
  notion_connection: /"(reconciled_at|discovered_at)": ("[^"]*"|null)/gu,
  effect: /"(unknown_since|next_attempt_at|attempts)": ("[^"]*"|null|\d+)/gu,
  time_spent: /"(restored_seconds)": (null|\d+)/gu,
};

/** The same without that. */
export function asRestored(contents: Contents): Contents {
  const same: Contents = { ...contents, restoration: [] };
  for (const [name, what] of Object.entries(doubted)) {
    same[name] = (contents[name] ?? []).map((line) => line.replaceAll(what, '"$1": …')).toSorted();
  }
  // What is known of a page's number is written down for every page.
  const pages = (contents['issue'] ?? []).map((line) => `"issue_id": ${/"id": ("[^"]*")/u.exec(line)?.[1] ?? ''}`);
  same['time_spent'] = (same['time_spent'] ?? []).filter((line) => !pages.some((page) => line.includes(page)));
  const audited = contents['audit_entry'] ?? [];
  return { ...same, audit_entry: audited.filter((line) => !line.includes('"backup.restored"')) };
}

export function linesOf(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(0, -1);
}

/** A changed copy of a backup. */
export function rewrite(file: string, to: string, change: (lines: string[]) => string[]): void {
  writeFileSync(to, gzipSync(`${change(linesOf(file)).join('\n')}\n`));
}
