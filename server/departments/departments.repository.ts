import { asc, eq } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { department } from './departments.table.ts';

export type DepartmentRow = typeof department.$inferSelect;

export async function insertDepartment(db: Database, row: typeof department.$inferInsert): Promise<void> {
  await db.insert(department).values(row);
}

export async function findDepartment(db: Database, id: string): Promise<DepartmentRow | undefined> {
  const [row] = await db.select().from(department).where(eq(department.id, id));
  return row;
}

/** Makes others who ask for the same wait until this transaction has ended. */
export async function lockDepartment(db: Database, id: string): Promise<void> {
  await db.select({ id: department.id }).from(department).where(eq(department.id, id)).for('update');
}

export async function updateDepartment(
  db: Database,
  id: string,
  change: Partial<Pick<DepartmentRow, 'name' | 'slug' | 'useStatusGroups' | 'showsColleagues' | 'rounding'>>,
): Promise<void> {
  await db.update(department).set(change).where(eq(department.id, id));
}

export async function findFirstDepartment(db: Database): Promise<DepartmentRow | undefined> {
  const [row] = await db.select().from(department).orderBy(asc(department.createdAt), asc(department.id)).limit(1);
  return row;
}

export async function countDepartments(db: Database): Promise<number> {
  return db.$count(department);
}
