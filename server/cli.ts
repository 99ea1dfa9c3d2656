import { BackupRefusedError } from './backup/refused.ts';
import { errorText } from './config/describe-error.ts';
import { ConfigurationError } from './config/environment.ts';
import { hearStopRequests } from './console.ts';
import { FolderLockedError } from './database/folder-lock.ts';

const usage = `Usage: tickmark serve            start the server (environment and .env)
       tickmark demo [--fresh]   try it with a sample Notion workspace; --fresh starts over
       tickmark export FILE      back everything up, also while the server runs
       tickmark import FILE      fill an empty database from a backup (--replace, --forget-tokens)
       tickmark migrate          bring the schema of the database up to date
       tickmark doctor           check the configuration and all it needs`;

/** What each command does, by its name; answers the exit code when it is not 0. */
const commands: Record<string, (args: readonly string[]) => Promise<number | undefined | void>> = {
  async serve(args) {
    refuseArguments(args);
    const stop = hearStopRequests();
    await (await import('./serve.ts')).serve(import.meta.url, stop);
  },
  async demo(args) {
    const stop = hearStopRequests();
    await (await import('./demo/demo.ts')).demo(import.meta.url, args, stop);
  },
  export: async (args) => (await import('./commands/export.ts')).exportCommand(import.meta.url, args),
  import: async (args) => (await import('./commands/import.ts')).importCommand(import.meta.url, args),
  async migrate(args) {
    refuseArguments(args);
    await (await import('./commands/migrate.ts')).migrateCommand(import.meta.url);
  },
  async doctor(args) {
    refuseArguments(args);
    return (await import('./commands/doctor.ts')).doctorCommand(import.meta.url);
  },
};

function refuseArguments(args: readonly string[]): void {
  if (args.length > 0) throw new ConfigurationError(usage);
}

try {
  const [name = 'serve', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new ConfigurationError(usage);
  process.exit((await command(args)) ?? 0);
} catch (error) {
  const known =
    error instanceof ConfigurationError || error instanceof FolderLockedError || error instanceof BackupRefusedError;
  process.stderr.write(`${known ? error.message : `Tickmark ended by a fault:\n${errorText(error)}`}\n`);
  process.exit(1);
}
