import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../database/database.ts';
import { makeDataFolder } from './data-folder.ts';
import { ConfigurationError, type Environment } from './environment.ts';
import { createSecretBox, type SecretBox } from './secret-box.ts';
import { initServerSetting } from './server-setting.repository.ts';

const checkPlace = 'server_setting:secret_check:value';

/**
 * The installation's secret: TICKMARK_SECRET, else the one kept in the data folder, made at first start.
 * @throws ConfigurationError when the kept one is damaged.
 */
export function readSecret(environment: Environment): string {
  if (environment.TICKMARK_SECRET !== undefined) return environment.TICKMARK_SECRET;
  const file = path.join(environment.TICKMARK_DATA, 'secret');
  if (!existsSync(file)) makeSecretFile(environment.TICKMARK_DATA, file);
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length >= 16) return secret;
  throw new ConfigurationError(
    `The secret in ${file} is damaged (shorter than 16 characters). Restore the file from a backup, or set TICKMARK_SECRET to the secret that this data was made with.`,
  );
}

/** The file appears with everything in it or not at all, also when the process is killed or another one is faster. */
function makeSecretFile(folder: string, file: string): void {
  makeDataFolder(folder);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    // Not every file system has links; where there are none, the last of two that start together wins.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/**
 * Opens the box of stored secrets and proves that the secret fits the data.
 * @throws ConfigurationError saying what to do when it does not.
 */
export async function openSecretBox(db: Database, environment: Environment): Promise<SecretBox> {
  const box = createSecretBox(readSecret(environment));
  const stored = await initServerSetting(db, 'secret_check', box.seal('tickmark', checkPlace));
  if (fitsSecret(box, stored)) return box;
  throw new ConfigurationError(
    'TICKMARK_SECRET does not fit this data: the stored Notion tokens were sealed with another secret, and the server did not start. ' +
      'Set the secret that this database was made with (without TICKMARK_SECRET it is the file "secret" in TICKMARK_DATA). ' +
      'If it is lost, export everything, and import it with --replace --forget-tokens; the Notion tokens are then entered again.',
  );
}

/** True when the stored word was sealed with the secret of this box, so that the other secrets were too. */
export function fitsSecret(box: SecretBox, stored: string): boolean {
  try {
    box.open(stored, checkPlace);
    return true;
  } catch {
    return false;
  }
}
