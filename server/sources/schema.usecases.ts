import { linkAllBranches } from '../branches/linking.usecases.ts';
import type { Ctx } from '../context.ts';
import { changesCells, type Reading } from '../notion/schema-change.ts';
import { describeChanges } from '../notion/schema-notes.ts';
import { readSchema, type SourceSchema } from '../notion/schema.ts';
import { meaningOf, understandAnew } from './meaning.usecases.ts';
import * as repository from './sources.repository.ts';
import type { ConnectionRow, SourceRow } from './sources.repository.ts';

/**
 * Takes over what changed in a data source's schema. Call it in a transaction. Renamed options change the text of their
 * tasks and no history; whatever makes cells look different asks for a full read, because pages do not count as edited.
 */
export async function applySchema(
  ctx: Ctx,
  { id }: Pick<SourceRow, 'id'>,
  connection: ConnectionRow,
  answer: unknown,
): Promise<SourceRow> {
  const row = await repository.lockSource(ctx, id);
  const before = readingOf(row);
  const reading = readSchema(answer, row.properties);
  const { schema, properties } = reading;
  const keyPrefixes = endingWith(row.keyPrefixes, schema.prefix ?? connection.prefix);
  const rekeyed = keyPrefixes.at(-1) !== row.keyPrefixes.at(-1);
  const change = {
    schema,
    properties,
    prefix: schema.prefix,
    keyPrefixes,
    state: 'active' as const,
    detail: null,
    fullReadNeeded: row.fullReadNeeded || rekeyed || before === undefined || changesCells(before, reading),
  };
  await repository.updateSource(ctx, id, change);
  if (before !== undefined) {
    await renameOptions(ctx, id, before.schema, schema);
    await repository.insertSchemaChanges(ctx, id, describeChanges(before, reading));
  }
  if (rekeyed) await linkAllBranches(ctx);
  return { ...row, ...change };
}

/** How the source was read last; undefined before its first read. */
export function readingOf({ schema, properties }: SourceRow): Reading | undefined {
  return schema === null || properties === null ? undefined : { schema, properties };
}

/** The prefix of today comes last; older ones stay, because branches that were named with them stay linked. */
function endingWith(prefixes: readonly string[], today: string): string[] {
  return [...prefixes.filter((prefix) => prefix !== today), today];
}

async function renameOptions(ctx: Ctx, sourceId: string, before: SourceSchema, after: SourceSchema): Promise<void> {
  const known = new Map(before.options.map((option) => [option.id, option]));
  const changed = after.options.flatMap((option) => {
    const old = known.get(option.id);
    return old === undefined || (old.name === option.name && old.group === option.group) ? [] : [{ old, option }];
  });
  if (changed.length === 0) return;
  const then = await meaningOf(ctx, sourceId, before);
  const now = await meaningOf(ctx, sourceId, after);
  for (const { old, option } of changed) {
    await understandAnew(ctx, sourceId, option.id, {
      oldName: old.name,
      newName: option.name,
      old: then.of(option.id, old.name),
      now: now.of(option.id, option.name),
    });
  }
}
