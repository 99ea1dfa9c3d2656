import { errorText } from './config/describe-error.ts';
import { ConfigurationError } from './config/environment.ts';
import { hearStopRequests } from './console.ts';
import { FolderLockedError } from './database/folder-lock.ts';

const usage = `Usage: tickmark serve            start the server (environment and .env)
       tickmark demo [--fresh]   try it with a sample Notion workspace; --fresh starts over`;

const [command = 'serve', ...options] = process.argv.slice(2);

try {
  const stop = hearStopRequests();
  if (command === 'serve' && options.length === 0) await (await import('./serve.ts')).serve(import.meta.url, stop);
  else if (command === 'demo') await (await import('./demo/demo.ts')).demo(import.meta.url, options, stop);
  else throw new ConfigurationError(usage);
  process.exit(0);
} catch (error) {
  const known = error instanceof ConfigurationError || error instanceof FolderLockedError;
  process.stderr.write(`${known ? error.message : `Tickmark ended by a fault:\n${errorText(error)}`}\n`);
  process.exit(1);
}
