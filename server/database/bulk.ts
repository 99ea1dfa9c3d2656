import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Database } from './database.ts';

/**
 * Inserts rows as one JSON parameter. Drizzle's `values` makes a placeholder for every value, and building these takes
 * longer than storing the rows.
 * @param onConflict what follows the rows, such as the result of `replacing`
 */
export async function insertAll<T extends PgTable>(
  db: Database,
  table: T,
  values: readonly T['$inferSelect'][],
  onConflict: SQL = sql``,
): Promise<void> {
  if (values.length === 0) return;
  const columns = Object.entries(getTableColumns(table));
  const records = values.map((row) =>
    Object.fromEntries(columns.map(([key, { name }]) => [name, row[key as keyof typeof row]])),
  );
  const names = listOf(columns.map(([, { name }]) => name));
  await db.execute(sql`
    insert into ${table} (${names})
    select ${names} from jsonb_populate_recordset(null::${table}, ${JSON.stringify(records)}::jsonb)
    ${onConflict}`);
}

/** Replaces the row with the same `keys`, but for the columns that `stay`. */
export function replacing<T extends PgTable>(
  table: T,
  keys: readonly (keyof T['$inferSelect'])[],
  stay: readonly (keyof T['$inferSelect'])[],
): SQL {
  const columns = Object.entries(getTableColumns(table));
  const nameOf = new Map<unknown, string>(columns.map(([key, { name }]) => [key, name]));
  const kept = new Set<unknown>([...keys, ...stay]);
  const replaced = columns
    .filter(([key]) => !kept.has(key))
    .map(([, { name }]) => sql`${sql.identifier(name)} = excluded.${sql.identifier(name)}`);
  const conflict = listOf(keys.map((key) => nameOf.get(key) ?? ''));
  return sql`on conflict (${conflict}) do update set ${sql.join(replaced, sql`, `)}`;
}

function listOf(names: readonly string[]): SQL {
  return sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  );
}
