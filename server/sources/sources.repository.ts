import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { DefaultStatus } from '../../shared/status.ts';
import type { Ctx } from '../context.ts';
import type { Database } from '../database/database.ts';
import { owned } from '../database/owned.ts';
import { mappingChange, notionConnection, schemaChange, source, statusOverride } from './sources.table.ts';

export type ConnectionRow = typeof notionConnection.$inferSelect;
export type SourceRow = typeof source.$inferSelect;

export async function findConnection(ctx: Ctx): Promise<ConnectionRow | undefined> {
  const [row] = await ctx.db.select().from(notionConnection).where(owned(ctx, notionConnection));
  return row;
}

export async function saveConnection(ctx: Ctx, row: typeof notionConnection.$inferInsert): Promise<void> {
  const { departmentId: _, ...changed } = row;
  await ctx.db
    .insert(notionConnection)
    .values(row)
    .onConflictDoUpdate({ target: notionConnection.departmentId, set: changed });
}

export async function updateConnection(ctx: Ctx, change: Partial<ConnectionRow>): Promise<void> {
  await ctx.db.update(notionConnection).set(change).where(owned(ctx, notionConnection));
}

/** Departments whose connection is switched on; the poller's only look across tenants. */
export async function listEnabledDepartments(db: Database): Promise<string[]> {
  const rows = await db
    .select({ id: notionConnection.departmentId })
    .from(notionConnection)
    .where(eq(notionConnection.enabled, true))
    .orderBy(asc(notionConnection.departmentId));
  return rows.map(({ id }) => id);
}

/** The sources that are polled; those of a database that was replaced are kept but not listed. */
export async function listSources(ctx: Ctx): Promise<SourceRow[]> {
  return ctx.db
    .select()
    .from(source)
    .where(owned(ctx, source, isNull(source.removedAt)))
    .orderBy(asc(source.createdAt), asc(source.id));
}

/** The prefixes that keys of any source have or had, those of today first; of sources no longer polled too. */
export async function listKeyPrefixes(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db
    .select({ keyPrefixes: source.keyPrefixes })
    .from(source)
    .where(owned(ctx, source))
    .orderBy(desc(sql`${source.removedAt} is null`), asc(source.createdAt), asc(source.id));
  return rows.flatMap(({ keyPrefixes }) => keyPrefixes.toReversed());
}

export async function findSource(ctx: Ctx, sourceId: string): Promise<SourceRow | undefined> {
  const [row] = await ctx.db
    .select()
    .from(source)
    .where(owned(ctx, source, eq(source.id, sourceId)));
  return row;
}

/** The source, which nobody else changes until the end of the transaction. */
export async function lockSource(ctx: Ctx, sourceId: string): Promise<SourceRow> {
  const [row] = await ctx.db
    .select()
    .from(source)
    .where(owned(ctx, source, eq(source.id, sourceId)))
    .for('update');
  if (row === undefined) throw new Error('The source is not there.');
  return row;
}

/** Adds the data source, or takes it up again; its watermark and schema stay. */
export async function upsertSource(
  ctx: Ctx,
  { databaseId, dataSourceId, name }: Pick<SourceRow, 'databaseId' | 'dataSourceId' | 'name'>,
): Promise<void> {
  await ctx.db
    .insert(source)
    .values({
      id: ctx.newId(),
      departmentId: ctx.department.id,
      databaseId,
      dataSourceId,
      name,
      keyPrefixes: [],
      state: 'active',
      fullReadNeeded: true,
      createdAt: ctx.clock.now(),
    })
    .onConflictDoUpdate({
      target: [source.departmentId, source.dataSourceId],
      set: { databaseId, name, removedAt: null },
    });
}

export async function updateSource(ctx: Ctx, sourceId: string, change: Partial<SourceRow>): Promise<void> {
  await ctx.db
    .update(source)
    .set(change)
    .where(owned(ctx, source, eq(source.id, sourceId)));
}

/** Stops polling what is not among `dataSourceIds`. Nothing is deleted. */
export async function removeOtherSources(ctx: Ctx, dataSourceIds: readonly string[]): Promise<void> {
  for (const row of await listSources(ctx)) {
    if (!dataSourceIds.includes(row.dataSourceId)) await updateSource(ctx, row.id, { removedAt: ctx.clock.now() });
  }
}

/** The administrator's decisions of one source: option id → meaning. */
export async function listOverrides(ctx: Ctx, sourceId: string): Promise<Record<string, DefaultStatus>> {
  const rows = await ctx.db
    .select()
    .from(statusOverride)
    .where(owned(ctx, statusOverride, eq(statusOverride.sourceId, sourceId)));
  return Object.fromEntries(rows.map((row) => [row.optionId, row.defaultStatus]));
}

export async function saveOverride(
  ctx: Ctx,
  sourceId: string,
  optionId: string,
  defaultStatus: DefaultStatus | null,
): Promise<void> {
  const mine = and(eq(statusOverride.sourceId, sourceId), eq(statusOverride.optionId, optionId));
  if (defaultStatus === null) {
    await ctx.db.delete(statusOverride).where(owned(ctx, statusOverride, mine));
    return;
  }
  await ctx.db
    .insert(statusOverride)
    .values({ departmentId: ctx.department.id, sourceId, optionId, defaultStatus })
    .onConflictDoUpdate({
      target: [statusOverride.departmentId, statusOverride.sourceId, statusOverride.optionId],
      set: { defaultStatus },
    });
}

/** Notes what changed in a data source's schema. */
export async function insertSchemaChanges(
  ctx: Ctx,
  sourceId: string,
  notes: readonly { message: string; fix: string }[],
): Promise<void> {
  if (notes.length === 0) return;
  const same = { departmentId: ctx.department.id, sourceId, at: ctx.clock.now() };
  await ctx.db.insert(schemaChange).values(notes.map((note) => ({ ...same, ...note, id: ctx.newId() })));
}

/** The newest changes of a source first. */
export async function listSchemaChanges(
  ctx: Ctx,
  sourceId: string,
  limit: number,
): Promise<(typeof schemaChange.$inferSelect)[]> {
  return ctx.db
    .select()
    .from(schemaChange)
    .where(owned(ctx, schemaChange, eq(schemaChange.sourceId, sourceId)))
    .orderBy(desc(schemaChange.at), desc(schemaChange.id))
    .limit(limit);
}

export async function insertMappingChange(
  ctx: Ctx,
  change: Omit<typeof mappingChange.$inferInsert, 'id' | 'departmentId' | 'at'>,
): Promise<void> {
  await ctx.db
    .insert(mappingChange)
    .values({ ...change, id: ctx.newId(), departmentId: ctx.department.id, at: ctx.clock.now() });
}

export async function listMappingChanges(ctx: Ctx): Promise<(typeof mappingChange.$inferSelect)[]> {
  return ctx.db.select().from(mappingChange).where(owned(ctx, mappingChange)).orderBy(asc(mappingChange.id));
}
