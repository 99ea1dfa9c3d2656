import { eq, sql } from 'drizzle-orm';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serverSetting } from '../../../server/config/server-setting.table.ts';
import { openEmbedded } from '../../../server/database/connect.ts';
import {
  databaseCode,
  isDatabaseAway,
  rows,
  uniqueViolation,
  type OpenDatabase,
} from '../../../server/database/database.ts';
import { department } from '../../../server/departments/departments.table.ts';
import { createBytes } from '../../support/ids.ts';
import { uuidv7 } from '../../../shared/ids.ts';

const root = path.join(import.meta.dirname, '../../..');
const worker = pathToFileURL(path.join(root, 'dist/server/pglite-worker.js'));
const migrations = path.join(root, 'server/database/migrations');
const bytes = createBytes('embedded');

let folder = '';
let database: OpenDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'embedded-'));
  database = await openEmbedded(folder, migrations, worker);
  await database.migrate();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await database.db.delete(serverSetting);
  await database.db.delete(department);
});

const put = (name: string) => ({ name, value: 'v' });
const names = async () => (await database.db.select().from(serverSetting)).map(({ name }) => name);
const team = (slug: string, createdAt = new Date('2026-03-02T09:00:00.123Z')) => ({
  id: uuidv7(1, bytes(10)),
  name: 'A',
  slug,
  createdAt,
});

describe('the embedded database in its thread', () => {
  it('keeps what a transaction wrote, and nothing of one that failed', async () => {
    await database.db.transaction((tx) => tx.insert(serverSetting).values(put('kept')));
    const failing = database.db.transaction(async (tx) => {
      await tx.insert(serverSetting).values(put('lost'));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await names()).toEqual(['kept']);
  });

  it('fails a transaction in which a failed statement was overlooked, as PostgreSQL gave it up', async () => {
    const overlooking = database.db.transaction(async (tx) => {
      await tx.insert(serverSetting).values(put('first'));
      await tx
        .insert(serverSetting)
        .values(put('first'))
        .catch(() => {});
    });
    await expect(overlooking).rejects.toThrow(/aborted/u);
    expect(await names()).toEqual([]);
  });

  it('keeps the rest of a transaction when a nested one failed', async () => {
    await database.db.transaction(async (tx) => {
      await tx.insert(serverSetting).values(put('outer'));
      const inner = tx.transaction(async (nested) => {
        await nested.insert(serverSetting).values(put('inner'));
        await nested.insert(serverSetting).values(put('outer'));
      });
      await expect(inner).rejects.toThrow();
      await tx.insert(serverSetting).values(put('after'));
    });
    expect((await names()).toSorted()).toEqual(['after', 'outer']);
  });

  it('tells code and constraint of a violation across the threads', async () => {
    await database.db.insert(department).values(team('one'));
    const error: unknown = await database.db
      .insert(department)
      .values(team('one'))
      .then(
        () => undefined,
        (failure: unknown) => failure,
      );
    expect(databaseCode(error)).toBe('23505');
    expect(uniqueViolation(error)).toBe('department_slug_unique');
    expect(isDatabaseAway(error)).toBe(false);
  });

  it('lets statements from outside wait until a transaction is over', async () => {
    const order: string[] = [];
    let outside: Promise<unknown> = Promise.resolve();
    await database.db.transaction(async (tx) => {
      outside = database.db
        .insert(serverSetting)
        .values(put('outside'))
        .then(() => order.push('outside'));
      await tx.insert(serverSetting).values(put('inside'));
      order.push('inside');
    });
    order.push('committed');
    await outside;
    expect(order).toEqual(['inside', 'committed', 'outside']);
  });

  it('runs a hundred transactions that were started at once, each as a whole', async () => {
    await database.db.insert(serverSetting).values({ name: 'count', value: '0' });
    const increment = () =>
      database.db.transaction(async (tx) => {
        const [row] = await tx.select().from(serverSetting).where(eq(serverSetting.name, 'count'));
        await tx.update(serverSetting).set({ value: String(Number(row?.value) + 1) });
      });
    await Promise.all(Array.from({ length: 100 }, increment));
    const [row] = await database.db.select().from(serverSetting);
    expect(row?.value).toBe('100');
  });

  it('answers instants as Dates to the millisecond', async () => {
    const createdAt = new Date('2026-03-02T09:00:00.123Z');
    await database.db.insert(department).values(team('dates', createdAt));
    const [row] = await database.db.select().from(department);
    expect(row?.createdAt).toEqual(createdAt);
  });

  it('holds no statement of the server up while one takes long', async () => {
    let turns = 0;
    const long = database.db.execute(sql`select count(*) from generate_series(1, 3000000)`);
    const state = { over: false };
    void Promise.resolve(long).finally(() => {
      state.over = true;
    });
    while (!state.over) {
      turns += 1;
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    expect(turns).toBeGreaterThan(20);
  });

  it('is found again with everything in it after it was closed, and leaves no mark of a first start', async () => {
    await database.db.insert(serverSetting).values(put('stays'));
    await database.close();
    expect(readdirSync(folder)).toEqual(['database']);
    database = await openEmbedded(folder, migrations, worker);
    await database.migrate();
    expect(await names()).toEqual(['stays']);
  });

  it('says that it is away once it is closed, and refuses a second opener while it is open', async () => {
    await expect(openEmbedded(folder, migrations, worker)).rejects.toThrow(`in use by process ${process.pid}`);
    await database.close();
    const error: unknown = await database.db.execute(sql`select 1`).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(isDatabaseAway(error)).toBe(true);
    database = await openEmbedded(folder, migrations, worker);
    expect(rows<{ one: number }>(await database.db.execute(sql`select 1 as one`))).toEqual([{ one: 1 }]);
  });
});
