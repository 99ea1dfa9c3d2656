import { readDotenv } from './config/dotenv.ts';
import { readEnvironment } from './config/environment.ts';
import { say, untilAskedToStop } from './console.ts';
import { builtPaths, packageVersion } from './paths.ts';
import { listEnabledDepartments } from './sources/sources.repository.ts';
import { start } from './start.ts';

/** `tickmark serve`: the real thing, configured by the environment and `.env`. Ends when it is asked to. */
export async function serve(bundle: string): Promise<void> {
  const environment = readEnvironment({ ...readDotenv('.env'), ...process.env });
  const server = await start(environment, builtPaths(bundle), packageVersion(bundle));
  say(`Tickmark is ready at ${server.url}`);
  if (server.adminToken !== undefined) say(`Your administrator token, shown only this once: ${server.adminToken}`);
  if (server.connectionProblem !== undefined) say(server.connectionProblem);
  const connected = await listEnabledDepartments(server.services.db);
  if (connected.length === 0)
    say(`Next: open ${server.url}, sign in with the administrator token, and connect Notion under Settings.`);
  await untilAskedToStop();
  say('Stopping …');
  await server.close();
}
