import { sql } from 'drizzle-orm';
import { rows } from '../../../server/database/database.ts';
import type { TestServer } from '../../support/server.ts';

export interface StoredInterval {
  personId: string;
  branchId: string | null;
  repository: string;
  branch: string | null;
  startMs: number;
  endMs: number;
}

/** All computed coding time as it is stored, oldest first. */
export async function readIntervals({ services }: TestServer): Promise<StoredInterval[]> {
  return rows<StoredInterval>(
    await services.db.execute(sql`
      select person_id as "personId", branch_id as "branchId", repository, branch,
        (extract(epoch from started_at) * 1000)::float8 as "startMs",
        (extract(epoch from ended_at) * 1000)::float8 as "endMs"
      from coding_interval order by person_id, started_at`),
  );
}

export async function countHeartbeats({ services }: TestServer): Promise<number> {
  const [row] = rows<{ count: number }>(await services.db.execute(sql`select count(*)::int as count from heartbeat`));
  return row?.count ?? 0;
}

/** The time of a heartbeat as it is stored, and whether it was clamped. */
export async function readHeartbeat({ services }: TestServer, id: string): Promise<{ at: string; clamped: boolean }> {
  const [row] = rows<{ atMs: number; clamped: boolean }>(
    await services.db.execute(sql`
      select (extract(epoch from at) * 1000)::float8 as "atMs", clamped from heartbeat where id = ${id}`),
  );
  if (row === undefined) throw new Error(`There is no heartbeat ${id}`);
  return { at: new Date(row.atMs).toISOString(), clamped: row.clamped };
}
