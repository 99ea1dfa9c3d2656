import { parse, protocol, types, type PGlite, type Results } from '@electric-sql/pglite';

type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>;
type Serialise = (value: unknown) => string;
type RowMode = 'array' | 'object';

/** A statement that the database has read before, with the types of its parameters and the columns of its rows. */
interface Known {
  name: string;
  parameters: number[];
  columns: Messages;
}

const { serialize } = protocol;

/** How many statements stay read; of the others the one that was used longest ago is forgotten first. */
const mostKnown = 300;
/** A longer one is a list of values, and hardly comes a second time. */
const longestKnown = 10_000;
/** Only of these the columns are the same each time: a FETCH has those of its cursor. */
const worthKnowing = /^\s*(?:select|insert|update|delete|with)\b/iu;

const asText = (text: string) => text;
/** Dates stay text, because Drizzle turns them into Dates itself. */
const textTypes = Object.fromEntries(
  [types.TIMESTAMP, types.TIMESTAMPTZ, types.DATE, types.INTERVAL, 1231, 1115, 1185, 1187, 1182].map((type) => [
    type,
    asText,
  ]),
);

/** Runs one statement. The caller sees to it that no other one runs meanwhile. */
export type RunStatement = (sql: string, params?: readonly unknown[], rowMode?: RowMode) => Promise<Results>;

/**
 * Statements by the protocol of PostgreSQL, each read by the database once and then only given its values: PGlite's own
 * `query` sends six messages one by one, and has every statement read again. Plans are made for the values each time:
 * a plan that is kept would stay that of the empty table it was made for.
 */
export async function createStatements(pg: PGlite): Promise<RunStatement> {
  const known = new Map<string, Known>();
  const parsers = { ...pg.parsers, ...textTypes };
  let last = 0;
  let outdated: Uint8Array[] = [];
  const send = (...messages: Uint8Array[]) => pg.execProtocolStream(Buffer.concat(messages));

  async function read(sql: string, name: string): Promise<Known> {
    const forgotten = outdated;
    outdated = [];
    const answer = await send(
      ...forgotten,
      serialize.parse({ name, text: sql }),
      name === '' ? serialize.describe({ type: 'S' }) : serialize.describe({ type: 'S', name }),
      serialize.sync(),
    );
    const columns = answer.filter((message) => message.name === 'rowDescription');
    return { name, parameters: parse.parseDescribeStatementResults(answer), columns };
  }

  function forget(sql: string): void {
    const name = known.get(sql)?.name;
    if (name === undefined) return;
    known.delete(sql);
    outdated.push(serialize.close({ type: 'S', name }));
  }

  async function lookUp(sql: string): Promise<Known> {
    if (sql.length > longestKnown || !worthKnowing.test(sql)) return read(sql, '');
    let found = known.get(sql);
    if (found === undefined) {
      last += 1;
      found = await read(sql, `s${last}`);
      const [oldest] = known.keys();
      if (known.size >= mostKnown && oldest !== undefined) forget(oldest);
    } else {
      known.delete(sql);
    }
    known.set(sql, found);
    return found;
  }

  async function run(sql: string, params: readonly unknown[] = [], rowMode: RowMode = 'object'): Promise<Results> {
    const { name, parameters, columns } = await lookUp(sql);
    const serialisers = pg.serializers as Record<number, Serialise | undefined>;
    const values = params.map((value, at) =>
      value === null || value === undefined ? null : (serialisers[parameters[at] ?? 0] ?? String)(value),
    );
    try {
      const answer = await send(serialize.bind({ statement: name, values }), serialize.execute({}), serialize.sync());
      return parse.parseResults([...columns, ...answer], parsers, { rowMode })[0] as Results;
    } catch (error) {
      // Whatever was wrong with it, such as a column that has changed its type: it is read again the next time.
      forget(sql);
      throw error;
    }
  }

  await run('set plan_cache_mode = force_custom_plan');
  return run;
}
