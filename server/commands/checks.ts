import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../config/environment.ts';
import { parseSyncCron } from '../jobs/cron-expression.ts';
import type { Paths } from '../paths.ts';
import { checkDatabase } from './check-database.ts';
import { checkAddress, checkNotion, checkPublicUrl } from './check-network.ts';
import type { Finding } from './finding.ts';

/** Checks the configuration against the world. Makes and changes nothing. */
export async function checkAll(environment: Environment, paths: Paths, now: () => Date): Promise<Finding[]> {
  const { server, findings } = await checkDatabase(environment, paths);
  return [
    checkNode(process.versions.node),
    checkFolder(environment),
    ...checkSchedules(environment),
    ...findings,
    await checkAddress(environment, server),
    ...checkPublicUrl(environment),
    ...(await checkNotion(environment, now)),
  ];
}

const oldestNode = [20, 19] as const;

function checkNode(version: string): Finding {
  const name = 'Node';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  if (isNew) return { name, level: 'ok', message: `${version} is new enough` };
  return { name, level: 'failed', message: `${version} is too old`, fix: `Install ${oldestNode.join('.')} or newer.` };
}

/** Of the folder, or of the first one above it that is there. */
function checkFolder({ TICKMARK_DATA }: Environment): Finding {
  const name = 'Data folder';
  const folder = path.resolve(TICKMARK_DATA);
  let place = folder;
  while (!existsSync(place)) place = path.dirname(place);
  try {
    if (!statSync(place).isDirectory()) throw new Error('not a folder');
    accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK);
    return { name, level: 'ok', message: place === folder ? `${folder} can be written` : `${folder} can be made` };
  } catch {
    const fix = 'Correct its owner, or set TICKMARK_DATA to another folder.';
    return { name, level: 'failed', message: `${place} cannot be written, or is no folder`, fix };
  }
}

function checkSchedules(environment: Environment): Finding[] {
  return (['NOTION_SYNC_CRON', 'NOTION_RECONCILE_CRON'] as const).map((name) => {
    const cron = parseSyncCron(environment[name]);
    return cron.ok
      ? { name, level: 'ok', message: 'is a schedule' }
      : { name, level: 'failed', message: 'is no schedule', fix: cron.message };
  });
}
