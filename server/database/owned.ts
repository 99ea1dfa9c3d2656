import { and, eq, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/**
 * The tenant filter: every statement on what a department owns goes through here, so that no query of one
 * department can reach another's rows.
 */
export function owned(
  ctx: { department: { id: string } },
  table: { departmentId: PgColumn },
  ...conditions: (SQL | undefined)[]
): SQL {
  return and(eq(table.departmentId, ctx.department.id), ...conditions) as SQL;
}
