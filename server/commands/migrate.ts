import { readVariables } from '../config/dotenv.ts';
import { readEnvironment } from '../config/environment.ts';
import { say } from '../console.ts';
import { openDatabase } from '../open-database.ts';
import { builtPaths } from '../paths.ts';

/** `tickmark migrate`: brings the schema up to date and ends, for those who do not want a server's start to do it. */
export async function migrateCommand(bundle: string): Promise<void> {
  const database = await openDatabase(readEnvironment(readVariables('.env', process.env)), builtPaths(bundle));
  try {
    await database.migrate();
    say('The schema of the database is up to date.');
  } finally {
    await database.close();
  }
}
