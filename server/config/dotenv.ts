import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** Variables of a `.env` file; none when there is no file. What the environment sets already wins over them. */
export function readDotenv(file: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
