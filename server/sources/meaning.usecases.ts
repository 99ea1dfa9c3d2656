import { mapStatus, type DefaultStatus, type StatusDecision } from '../../shared/status.ts';
import type { Ctx } from '../context.ts';
import { findDepartment } from '../departments/departments.repository.ts';
import type { UnderstoodStatus } from '../issues/content.ts';
import { changeStatusOption } from '../issues/status.usecases.ts';
import { noSchema, type SourceSchema } from '../notion/schema.ts';
import * as repository from './sources.repository.ts';
import type { SourceRow } from './sources.repository.ts';

/** How the statuses of one source are understood in this department. */
export interface Meaning {
  of: (optionId: string | null, name: string | null) => StatusDecision;
  /** The status of a page under its option's name of today, whatever name the page was read with. */
  understand: (optionId: string | null, name: string | null) => UnderstoodStatus;
}

/** The rules of a source's statuses: overrides first, then keywords, then groups as the department wants. */
export async function meaningOf(ctx: Ctx, sourceId: string, schema: SourceSchema): Promise<Meaning> {
  const overrides = await repository.listOverrides(ctx, sourceId);
  const useGroups = (await findDepartment(ctx.db, ctx.department.id))?.useStatusGroups ?? false;
  const options = new Map(schema.options.map((option) => [option.id, option]));
  const decide: Meaning['of'] = (optionId, name) =>
    mapStatus({ optionId, name, group: options.get(optionId ?? '')?.group ?? null }, { overrides, useGroups });
  return {
    of: decide,
    understand: (optionId, name) => {
      const status = options.get(optionId ?? '')?.name ?? name;
      const { defaultStatus, rule } = decide(optionId, status);
      return { status, defaultStatus, rule };
    },
  };
}

interface Understanding {
  oldName: string;
  newName: string;
  old: StatusDecision;
  now: StatusDecision;
}

/** Gives all tasks of an option its new name and meaning. A changed meaning is noted; it is nobody's transition. */
export async function understandAnew(
  ctx: Ctx,
  sourceId: string,
  optionId: string,
  { oldName, newName, old, now }: Understanding,
): Promise<void> {
  if (oldName === newName && old.defaultStatus === now.defaultStatus && old.rule === now.rule) return;
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
  { id: sourceId, schema }: SourceRow,
  option: { id: string; name: string },
  defaultStatus: DefaultStatus | null,
): Promise<void> {
  const { id: optionId, name } = option;
  const old = await meaningOf(ctx, sourceId, schema ?? noSchema);
  await repository.saveOverride(ctx, sourceId, optionId, defaultStatus);
  const now = await meaningOf(ctx, sourceId, schema ?? noSchema);
  await understandAnew(ctx, sourceId, optionId, {
    oldName: name,
    newName: name,
    old: old.of(optionId, name),
    now: now.of(optionId, name),
  });
}

/**
 * The rules of every source as they are now. Call it in a transaction: nothing is read into the sources until its end,
 * so that no page is stored by rules that are about to change.
 */
export async function meaningsNow(ctx: Ctx): Promise<Map<string, Meaning>> {
  const meanings = new Map<string, Meaning>();
  for (const { id } of await repository.listSources(ctx)) {
    const { schema } = await repository.lockSource(ctx, id);
    meanings.set(id, await meaningOf(ctx, id, schema ?? noSchema));
  }
  return meanings;
}

/** Applies the rules again to every status of the department, after a setting of the rules changed. */
export async function understandAll(ctx: Ctx, before: Map<string, Meaning>): Promise<void> {
  for (const { id: sourceId, schema } of await repository.listSources(ctx)) {
    const old = before.get(sourceId);
    if (schema === null || old === undefined) continue;
    const now = await meaningOf(ctx, sourceId, schema);
    for (const { id, name } of schema.options) {
      await understandAnew(ctx, sourceId, id, {
        oldName: name,
        newName: name,
        old: old.of(id, name),
        now: now.of(id, name),
      });
    }
  }
}
