import { ConfigurationError } from './config/environment.ts';
import { FolderLockedError } from './database/folder-lock.ts';

const usage = `Usage: tickmark serve            start the server (environment and .env)
       tickmark demo [--fresh]   try it with a sample Notion workspace; --fresh starts over`;

const [command = 'serve', ...options] = process.argv.slice(2);

try {
  if (command === 'serve' && options.length === 0) await (await import('./serve.ts')).serve(import.meta.url);
  else if (command === 'demo') await (await import('./demo/demo.ts')).demo(import.meta.url, options);
  else throw new ConfigurationError(usage);
  process.exit(0);
} catch (error) {
  const known = error instanceof ConfigurationError || error instanceof FolderLockedError;
  process.stderr.write(`${known ? error.message : explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  return error instanceof Error ? `Tickmark could not start: ${error.stack ?? error.message}` : String(error);
}
