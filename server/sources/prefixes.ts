import type { Ctx } from '../context.ts';
import { findConnection, listKeyPrefixes } from './sources.repository.ts';

/**
 * The prefixes that keys of this department have or had: as shown in Notion, as set here for sources that show none,
 * and older ones, so that old branches stay linked. The first spelling of equal ones counts. None before the
 * department is connected.
 */
export async function listPrefixes(ctx: Ctx): Promise<string[]> {
  const connection = await findConnection(ctx);
  const all = [...(await listKeyPrefixes(ctx)), ...(connection === undefined ? [] : [connection.prefix])];
  return [...new Map(all.toReversed().map((prefix) => [prefix.toUpperCase(), prefix])).values()].toReversed();
}
