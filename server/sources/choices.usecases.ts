import type { SourceChoice } from '../../shared/api/departments.ts';
import type { Ctx } from '../context.ts';
import { findConnection, listSources } from './sources.repository.ts';

/** The databases that are read, as far as it matters for making a task in one. */
export async function listSourceChoices(ctx: Ctx): Promise<SourceChoice[]> {
  const connection = await findConnection(ctx);
  return (await listSources(ctx)).map(({ id, name, keyPrefixes, properties }) => ({
    id,
    name,
    prefix: properties?.uniqueId == null ? null : (keyPrefixes.at(-1) ?? connection?.prefix ?? null),
    statusProperty: properties?.status != null,
    assigneeProperty: properties?.assignee != null,
  }));
}
