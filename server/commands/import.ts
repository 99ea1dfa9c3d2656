import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createIdFactory } from '../../shared/ids.ts';
import { importStore } from '../backup/import.usecases.ts';
import { readBackup } from '../backup/read-backup.ts';
import { readVariables } from '../config/dotenv.ts';
import { readEnvironment } from '../config/environment.ts';
import { createLog } from '../config/log.ts';
import { createSecretBox } from '../config/secret-box.ts';
import { readSecret } from '../config/secret.ts';
import { say } from '../console.ts';
import { openDatabase } from '../open-database.ts';
import { builtPaths } from '../paths.ts';
import { readArguments } from './arguments.ts';
import { describeCounts } from './export.ts';

const usage = `Usage: tickmark import FILE [--replace] [--forget-tokens]
       --replace         delete what the database holds first
       --forget-tokens   leave out the Notion tokens, when the secret they were sealed with is lost`;

/** Tables that take long tell so again after this many rows. */
const tellEvery = 10_000;

/** `tickmark import FILE`: fills the configured database from a backup, wholly or not at all. */
export async function importCommand(bundle: string, args: readonly string[]): Promise<void> {
  const { file, flags } = readArguments(args, ['replace', 'forget-tokens'], usage);
  const environment = readEnvironment(readVariables('.env', process.env));
  say(`Reading ${path.resolve(file)} …`);
  // A damaged file is told before a database is made or touched.
  await readBackup(file, { header: () => {}, rows: () => {} });
  const database = await openDatabase(environment, builtPaths(bundle));
  try {
    await database.migrate();
    const clock = { now: () => new Date() };
    const counts = await importStore(
      {
        db: database.db,
        clock,
        newId: createIdFactory({ nowMs: () => clock.now().getTime(), randomBytes }),
        log: createLog(environment.LOG_LEVEL),
        secrets: createSecretBox(readSecret(environment)),
      },
      { file, replace: flags.has('replace'), forgetTokens: flags.has('forget-tokens'), progress: tellProgress() },
    );
    say(`Restored ${describeCounts(counts)}.`);
    say('The next start compares everything with Notion, and looks there before it posts what the backup still owed.');
    say(
      'Personal tokens that were revoked after the backup was made are valid again: revoke them again under Settings.',
    );
    if (flags.has('forget-tokens')) say('Enter the Notion tokens again under Settings, and set webhooks up anew.');
  } finally {
    await database.close();
  }
}

function tellProgress(): (table: string, rows: number) => void {
  let current = '';
  let told = 0;
  return (table, rows) => {
    if (table !== current) {
      current = table;
      told = 0;
      say(`  ${table} …`);
    }
    if (rows - told < tellEvery) return;
    told = rows;
    say(`  ${table}: ${rows} rows …`);
  };
}
