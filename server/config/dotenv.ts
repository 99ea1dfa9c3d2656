import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigurationError } from './environment.ts';

type Variables = Record<string, string | undefined>;

/**
 * The variables of the environment and, where it sets none, of a file like `.env`. An empty variable is as good as none.
 * @throws ConfigurationError when there is such a file and it cannot be read.
 */
export function readVariables(file: string, environment: Readonly<Variables>): Variables {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  return { ...readDotenv(file), ...Object.fromEntries(set) };
}

function readDotenv(file: string): Variables {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return {};
    throw new ConfigurationError(`The file ${file} cannot be read (${String(code)}). Correct it or remove it.`);
  }
}
