import { readVariables } from './config/dotenv.ts';
import { readEnvironment } from './config/environment.ts';
import { say, type StopRequests } from './console.ts';
import { builtPaths, packageVersion } from './paths.ts';
import { listEnabledDepartments } from './sources/sources.repository.ts';
import { start, type RunningServer } from './start.ts';

/** `tickmark serve`: the real thing, configured by the environment and `.env`. Ends when it is asked to. */
export async function serve(bundle: string, stop: StopRequests): Promise<void> {
  const environment = readEnvironment(readVariables('.env', process.env));
  const server = await start(environment, builtPaths(bundle), packageVersion(bundle));
  const asked = stop.untilAsked();
  say(`Tickmark is ready at ${server.url}`);
  if (server.adminToken !== undefined)
    say(`Your administrator token, shown until somebody signs in: ${server.adminToken}`);
  void advise(server);
  await Promise.race([asked, server.lost]);
  say('Stopping …');
  await server.close();
}

/** What to do next, when it is known. Reading the database may fail; then there is nothing to say. */
async function advise({ connected, services, url }: RunningServer): Promise<void> {
  const problem = await connected;
  if (problem !== undefined) say(problem);
  const departments = await listEnabledDepartments(services.db).catch(() => undefined);
  if (departments?.length === 0)
    say(`Next: open ${url}, sign in with the administrator token, and connect Notion under Settings.`);
}
