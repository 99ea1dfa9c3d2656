import { readVariables } from '../config/dotenv.ts';
import { readEnvironment } from '../config/environment.ts';
import { say } from '../console.ts';
import { builtPaths, packageVersion } from '../paths.ts';
import { checkAll } from './checks.ts';
import type { Finding } from './finding.ts';
import { showEnvironment } from './shown-environment.ts';

const signs: Record<Finding['level'], string> = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' };

/**
 * `tickmark doctor`: says how everything is, and what to do where it is not right. Sends no token anywhere and changes
 * nothing.
 * @returns the exit code: 1 when something failed.
 */
export async function doctorCommand(bundle: string): Promise<number> {
  const environment = readEnvironment(readVariables('.env', process.env));
  say(`Tickmark ${packageVersion(bundle)}, Node ${process.versions.node}, ${process.platform}`);
  say();
  for (const line of showEnvironment(environment)) say(`  ${line}`);
  say();
  const findings = await checkAll(environment, builtPaths(bundle), () => new Date());
  for (const { name, level, message, fix } of findings) {
    say(`${signs[level]}  ${name}: ${message}`);
    if (fix !== undefined) say(`         ${fix}`);
  }
  const failed = findings.filter(({ level }) => level === 'failed').length;
  say();
  say(failed === 0 ? 'Nothing is in the way of the server.' : `${failed} of ${findings.length} checks failed.`);
  return failed === 0 ? 0 : 1;
}
