import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** One type for both drivers, and for a transaction of either. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** An open database and how to end it. */
export interface OpenDatabase {
  db: Database;
  kind: 'embedded' | 'postgresql';
  /** Rejects when the database has ended by itself and does not come back. PostgreSQL always may come back. */
  lost: Promise<never>;
  /** Brings the schema to this version; safe when several servers start at once. */
  migrate: () => Promise<void>;
  close: () => Promise<void>;
}

/** The rows of `db.execute`, which the two drivers wrap differently. */
export function rows<T>(result: unknown): T[] {
  if (Array.isArray(result)) return result as T[];
  return (result as { rows: T[] }).rows;
}

const connectionFailures = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
]);

/** The SQLSTATE or socket code behind an error, looking through Drizzle's wrapper. */
export function databaseCode(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}

/** True when the database itself is away, not the statement wrong. */
export function isDatabaseAway(error: unknown): boolean {
  const code = databaseCode(error);
  return code !== undefined && connectionFailures.has(code);
}

/** True when the database had no room for what was to be stored: its disk or its memory is full. */
export function isDatabaseFull(error: unknown): boolean {
  return ['53100', '53200'].includes(databaseCode(error) ?? '');
}

/** The violated unique constraint, or undefined when the error is another one. */
export function uniqueViolation(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if (!('code' in current) || current.code !== '23505') continue;
    if ('constraint_name' in current) return String(current.constraint_name);
    if ('constraint' in current) return String(current.constraint);
  }
  return undefined;
}
