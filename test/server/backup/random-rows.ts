import { sql, type SQL } from 'drizzle-orm';
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import * as fc from 'fast-check';
import { keptTables } from '../../../server/backup/tables.repository.ts';
import type { Database } from '../../../server/database/database.ts';

/** What PostgreSQL can hold: everything but the character 0 and halves of characters. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((written) => written.replaceAll('\0', ''));
const json = fc
  .oneof(
    fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()), {
      maxKeys: 3,
    }),
    fc.array(fc.oneof(text, fc.constant(null), fc.integer()), { maxLength: 3 }),
  )
  .map((value) => JSON.stringify(value));
/** More digits than a number of JavaScript has. */
const longNumber = fc.bigInt({ min: 10n ** 20n, max: 10n ** 25n }).map((value) => `{"n": ${value}.25}`);
const instant = fc
  .tuple(fc.integer({ min: 0, max: 4_000_000_000 }), fc.integer({ min: 0, max: 999_999 }))
  .map(
    ([seconds, micros]) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`,
  );

const values: Record<string, fc.Arbitrary<string>> = {
  uuid: fc.uuid(),
  text: fc.oneof(text, fc.constantFrom('line\nend', '{"tickmark":"end"}', '\\', '"', ' ')),
  jsonb: fc.oneof({ weight: 4, arbitrary: json }, longNumber, fc.constant('null')),
  boolean: fc.boolean().map(String),
  integer: fc.integer().map(String),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  'double precision': fc.double().map(String),
  'timestamp with time zone': instant,
  date: instant.map((at) => at.slice(0, 10)),
};

type Row = (string | null)[];

function rowOf(table: PgTable): fc.Arbitrary<Row> {
  const cells = getTableConfig(table).columns.map((column) => {
    const value = values[column.getSQLType()];
    if (value === undefined) throw new Error(`No values for ${column.getSQLType()} of ${column.name}.`);
    // A null of JSON in a column that may be empty is written as no value at all: the product never writes it.
    const written = column.notNull ? value : value.filter((one) => one !== 'null');
    return column.notNull ? written : fc.option(written);
  });
  return fc.tuple(...cells);
}

/** A few rows for every table that a backup holds. */
export const randomStore: fc.Arbitrary<Record<string, Row[]>> = fc.record(
  Object.fromEntries([...keptTables].map(([name, table]) => [name, fc.array(rowOf(table), { maxLength: 3 })])),
);

/** Puts the rows in as they are, but for those that a unique index does not take. */
export async function fill(db: Database, store: Record<string, Row[]>): Promise<void> {
  for (const [name, table] of keptTables) {
    const { columns } = getTableConfig(table);
    for (const row of store[name] ?? []) {
      const cells = row.map((cell, at): SQL => sql`${cell}::text::${sql.raw(columns[at]?.getSQLType() ?? '')}`);
      await db.execute(sql`insert into ${table} values (${sql.join(cells, sql`, `)}) on conflict do nothing`);
    }
  }
}
