import { accessSync, constants, mkdirSync } from 'node:fs';
import { ConfigurationError } from './environment.ts';

/**
 * Makes the data folder unless it is there. Others on the machine cannot look into a new one.
 * @throws ConfigurationError when it cannot be made or written.
 */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ConfigurationError(
      `TICKMARK_DATA: the folder ${folder} cannot be made or written (${code}). Correct its owner, or set TICKMARK_DATA to another folder.`,
    );
  }
}
