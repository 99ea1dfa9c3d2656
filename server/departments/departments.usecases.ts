import type { z } from 'zod';
import type { Department, departmentPatch, newDepartment } from '../../shared/api/departments.ts';
import { ProblemError } from '../../shared/errors.ts';
import { noRounding } from '../../shared/rounding.ts';
import { audit } from '../audit/audit.repository.ts';
import { actorPersonId, within, type Ctx } from '../context.ts';
import { uniqueViolation, type Database } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { insertMembership } from '../people/people.repository.ts';
import { meaningsNow, understandAll } from '../sources/meaning.usecases.ts';
import * as departments from './departments.repository.ts';
import { findDepartment, insertDepartment, updateDepartment, type DepartmentRow } from './departments.repository.ts';

/** Makes a department; who makes it becomes its administrator. */
export async function createDepartment(ctx: Ctx, input: z.output<typeof newDepartment>): Promise<Department> {
  const row = {
    id: ctx.newId(),
    name: input.name,
    slug: input.slug ?? slugOf(input.name, ctx.newId()),
    useStatusGroups: false,
    showsColleagues: false,
    rounding: noRounding,
    createdAt: ctx.clock.now(),
  };
  await refusingTakenSlug(() =>
    inTransaction(ctx.db, async (tx) => {
      await insertDepartment(tx, row);
      const personId = actorPersonId(ctx);
      if (personId !== null) {
        await insertMembership(tx, { departmentId: row.id, personId, role: 'administrator', createdAt: row.createdAt });
      }
      await audit({ ...within(ctx, tx), department: { id: row.id } }, 'department.created', row.id, { slug: row.slug });
    }),
  );
  return departmentOf(row);
}

/** How many departments this server has. */
export function countDepartments(db: Database): Promise<number> {
  return departments.countDepartments(db);
}

export async function readDepartment(ctx: Ctx): Promise<Department> {
  const row = await findDepartment(ctx.db, ctx.department.id);
  if (row === undefined) throw new ProblemError('department.not_found');
  return departmentOf(row);
}

export async function changeDepartment(ctx: Ctx, change: z.output<typeof departmentPatch>): Promise<Department> {
  const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  await refusingTakenSlug(() =>
    inTransaction(ctx.db, async (tx) => {
      const inside = within(ctx, tx);
      const meanings = await meaningsNow(inside);
      if (Object.keys(defined).length > 0) await updateDepartment(tx, ctx.department.id, defined);
      if (change.useStatusGroups !== undefined) await understandAll(inside, meanings);
      await audit(inside, 'department.changed', ctx.department.id, defined);
    }),
  );
  return readDepartment(ctx);
}

async function refusingTakenSlug(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (uniqueViolation(error) !== 'department_slug_unique') throw error;
    throw new ProblemError('department.slug_taken', undefined, 'slug');
  }
}

function slugOf(name: string, id: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 50)
    .replace(/-+$/u, '');
  return slug === '' ? `department-${id.slice(-8)}` : slug;
}

function departmentOf({ createdAt, ...row }: DepartmentRow): Department {
  const { id, name, slug, useStatusGroups, showsColleagues, rounding } = row;
  return { id, name, slug, useStatusGroups, showsColleagues, rounding, createdAt: createdAt.toISOString() };
}
