import { z } from 'zod';
import { damaged, BackupRefusedError } from './refused.ts';

/**
 * A backup is gzip'd lines of JSON: the header; for each table a line with its name, then its rows as the database
 * writes them; at the end how many rows there are of each table, which proves that nothing is missing. No column is
 * called `tickmark`, so that a row is told from the other lines.
 */
export const formatVersion = 1;

const mark = '{"tickmark":';

const header = z.object({
  tickmark: z.literal('backup'),
  format: z.int(),
  /** The version of Tickmark that made it. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  /** The digests of the migrations that made the schema, in their order. */
  migrations: z.array(z.string()),
  /** A sealed word that only the installation's secret opens; null where nothing was ever sealed. */
  secretCheck: z.string().nullable(),
});
const tableLine = z.object({ tickmark: z.literal('table'), name: z.string() });
const endLine = z.object({ tickmark: z.literal('end'), rows: z.record(z.string(), z.int()) });

export type Header = z.infer<typeof header>;
/** How many rows there are of each table. */
export type RowCounts = Record<string, number>;

/** A line that is no row. */
export function writeLine(line: Header | z.infer<typeof tableLine> | z.infer<typeof endLine>): string {
  return `${JSON.stringify(line)}\n`;
}

/** What a line holds: the name of the table whose rows follow, the counts at the end, or undefined for a row. */
export function readLine(line: string): { table: string } | { rows: RowCounts } | undefined {
  if (!line.startsWith(mark)) return undefined;
  const parsed = z.union([tableLine, endLine]).safeParse(parseJson(line));
  if (!parsed.success) throw damaged('a line in it cannot be understood');
  return parsed.data.tickmark === 'table' ? { table: parsed.data.name } : { rows: parsed.data.rows };
}

/** @throws BackupRefusedError when it is the header of something else, or of a format of a later version. */
export function readHeader(line: string | undefined): Header {
  const found: unknown = line?.startsWith(mark) === true ? parseJson(line) : undefined;
  const format = z.object({ tickmark: z.literal('backup'), format: z.int(), version: z.string() }).safeParse(found);
  if (!format.success) throw new BackupRefusedError('This file is no backup of Tickmark. Nothing was changed.');
  if (format.data.format > formatVersion) throw madeByNewer(format.data.version);
  const parsed = header.safeParse(found);
  if (!parsed.success) throw damaged('its first line cannot be understood');
  return parsed.data;
}

export function madeByNewer(version: string): BackupRefusedError {
  return new BackupRefusedError(
    `The backup was made by a newer version of Tickmark (${version}). Install that version, then import. Nothing was changed.`,
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
