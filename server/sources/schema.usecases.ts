import { mapStatus, type DefaultStatus, type StatusDecision } from '../../shared/status.ts';
import { linkAllBranches } from '../branches/linking.usecases.ts';
import type { Ctx } from '../context.ts';
import { findDepartment } from '../departments/departments.repository.ts';
import { changeStatusOption } from '../issues/status.usecases.ts';
import { mapProperties, readSchema, type PropertyMap, type SourceSchema } from '../notion/schema.ts';
import { schemaFindings } from './notices.ts';
import * as repository from './sources.repository.ts';
import type { ConnectionRow, SourceRow } from './sources.repository.ts';

/** How the statuses of one source are understood in this department. */
export interface Meaning {
  of: (optionId: string | null, name: string | null) => StatusDecision;
}

/** The rules of a source's statuses: overrides first, then keywords, then groups as the department wants. */
export async function meaningOf(ctx: Ctx, sourceId: string, schema: SourceSchema): Promise<Meaning> {
  const overrides = await repository.listOverrides(ctx, sourceId);
  const useGroups = (await findDepartment(ctx.db, ctx.department.id))?.useStatusGroups ?? false;
  const groups = new Map(schema.options.map(({ id, group }) => [id, group]));
  return {
    of: (optionId, name) =>
      mapStatus({ optionId, name, group: groups.get(optionId ?? '') ?? null }, { overrides, useGroups }),
  };
}

/**
 * Takes over what changed in a data source's schema. Call it in a transaction. Renamed options change the text of their
 * tasks and no history; a new ID property or another mapping asks for a full read, because pages do not count as edited.
 */
export async function applySchema(
  ctx: Ctx,
  row: SourceRow,
  connection: ConnectionRow,
  answer: unknown,
): Promise<SourceRow> {
  const preliminary = readSchema(answer, row.properties?.status);
  const properties = mapProperties(preliminary, row.properties);
  const schema = readSchema(answer, properties.status);
  const prefix = schema.prefix === '' ? null : schema.prefix;
  const keyPrefixes = endingWith(row.keyPrefixes, prefix ?? connection.prefix);
  const rekeyed = keyPrefixes.at(-1) !== row.keyPrefixes.at(-1);
  const fullReadNeeded = row.fullReadNeeded || rekeyed || needsFullRead(row, schema, properties);
  const change = {
    schema,
    properties,
    prefix,
    keyPrefixes,
    notices: schemaFindings(schema, properties, connection.prefix),
    state: 'active' as const,
    detail: null,
    fullReadNeeded,
  };
  await repository.updateSource(ctx, row.id, change);
  await renameOptions(ctx, row, schema);
  if (rekeyed) await linkAllBranches(ctx);
  return { ...row, ...change };
}

/** The prefix of today comes last; older ones stay, because branches that were named with them stay linked. */
function endingWith(prefixes: readonly string[], today: string): string[] {
  return [...prefixes.filter((prefix) => prefix !== today), today];
}

function needsFullRead(row: SourceRow, schema: SourceSchema, properties: PropertyMap): boolean {
  if (row.schema === null || row.properties === null) return true;
  return JSON.stringify(row.properties) !== JSON.stringify(properties);
}

async function renameOptions(ctx: Ctx, row: SourceRow, schema: SourceSchema): Promise<void> {
  const before = row.schema?.options ?? [];
  const changed = schema.options.filter((option) => {
    const old = before.find(({ id }) => id === option.id);
    return old !== undefined && (old.name !== option.name || old.group !== option.group);
  });
  if (changed.length === 0) return;
  const old = await meaningOf(ctx, row.id, { ...schema, options: before });
  const now = await meaningOf(ctx, row.id, schema);
  for (const option of changed) {
    const oldName = before.find(({ id }) => id === option.id)?.name ?? option.name;
    await understandAnew(ctx, row.id, option.id, {
      oldName,
      newName: option.name,
      old: old.of(option.id, oldName),
      now: now.of(option.id, option.name),
    });
  }
}

interface Understanding {
  oldName: string;
  newName: string;
  old: StatusDecision;
  now: StatusDecision;
}

/** Gives all tasks of an option its new name and meaning. A changed meaning is noted; it is nobody's transition. */
async function understandAnew(
  ctx: Ctx,
  sourceId: string,
  optionId: string,
  { oldName, newName, old, now }: Understanding,
): Promise<void> {
  await changeStatusOption(ctx, sourceId, optionId, { status: newName, ...now });
  if (old.defaultStatus === now.defaultStatus) return;
  await repository.insertMappingChange(ctx, {
    sourceId,
    optionId,
    oldName,
    newName,
    oldDefaultStatus: old.defaultStatus,
    newDefaultStatus: now.defaultStatus,
  });
}

/** Stores an administrator's decision about one status and applies it to all its tasks. Call it in a transaction. */
export async function overrideStatus(
  ctx: Ctx,
  row: SourceRow,
  option: { id: string; name: string },
  defaultStatus: DefaultStatus | null,
): Promise<void> {
  const schema = row.schema ?? { prefix: null, properties: [], options: [] };
  const old = (await meaningOf(ctx, row.id, schema)).of(option.id, option.name);
  await repository.saveOverride(ctx, row.id, option.id, defaultStatus);
  const now = (await meaningOf(ctx, row.id, schema)).of(option.id, option.name);
  await understandAnew(ctx, row.id, option.id, { oldName: option.name, newName: option.name, old, now });
}

/** The rules of every source as they are now. */
export async function meaningsNow(ctx: Ctx): Promise<Map<string, Meaning>> {
  const meanings = new Map<string, Meaning>();
  for (const { id, schema } of await repository.listSources(ctx)) {
    if (schema !== null) meanings.set(id, await meaningOf(ctx, id, schema));
  }
  return meanings;
}

/** Applies the rules again to every status of the department, after a setting of the rules changed. */
export async function understandAll(ctx: Ctx, before: Map<string, Meaning>): Promise<void> {
  for (const row of await repository.listSources(ctx)) {
    const old = before.get(row.id);
    if (row.schema === null || old === undefined) continue;
    const now = await meaningOf(ctx, row.id, row.schema);
    for (const { id, name } of row.schema.options) {
      await understandAnew(ctx, row.id, id, {
        oldName: name,
        newName: name,
        old: old.of(id, name),
        now: now.of(id, name),
      });
    }
  }
}
