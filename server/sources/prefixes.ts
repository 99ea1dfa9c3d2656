import type { Ctx } from '../context.ts';
import { listAliasPrefixes } from '../issues/issues.repository.ts';
import { findConnection, listSources } from './sources.repository.ts';

/**
 * The prefixes that keys of this department have or had: as shown in Notion, as set here for sources that show none,
 * and older ones, so that old branches stay linked. The first spelling of equal ones counts.
 */
export async function listPrefixes(ctx: Ctx): Promise<string[]> {
  const connection = await findConnection(ctx);
  const inNotion = (await listSources(ctx)).flatMap(({ prefix }) => prefix ?? []);
  const all = [
    ...inNotion,
    ...(connection === undefined ? [] : [connection.prefix]),
    ...(await listAliasPrefixes(ctx)),
  ];
  return [...new Map(all.toReversed().map((prefix) => [prefix.toUpperCase(), prefix])).values()].toReversed();
}
