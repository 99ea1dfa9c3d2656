import { parseArgs } from 'node:util';
import { ConfigurationError } from '../config/environment.ts';

interface Arguments {
  file: string;
  /** True for each flag that was given. */
  flags: ReadonlySet<string>;
}

/** @throws ConfigurationError with `usage` when it is not one file and known flags. */
export function readArguments(args: readonly string[], flags: readonly string[], usage: string): Arguments {
  const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' as const }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || file === '' || more.length > 0) throw new Error('not one file');
    return { file, flags: new Set(flags.filter((flag) => values[flag] === true)) };
  } catch {
    throw new ConfigurationError(usage);
  }
}
