import type { StatusMapping } from '../../shared/api/departments.ts';
import { ProblemError } from '../../shared/errors.ts';
import type { DefaultStatus } from '../../shared/status.ts';
import { audit } from '../audit/audit.repository.ts';
import { within, type Ctx } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { meaningOf, overrideStatus } from './meaning.usecases.ts';
import { findSource, listOverrides, listSources, lockSource } from './sources.repository.ts';

/** Every status of the department's sources with its meaning and the rule that decided. */
export async function listStatuses(ctx: Ctx): Promise<StatusMapping[]> {
  const mappings: StatusMapping[] = [];
  for (const { id: sourceId, schema } of await listSources(ctx)) {
    if (schema === null) continue;
    const meaning = await meaningOf(ctx, sourceId, schema);
    const overrides = await listOverrides(ctx, sourceId);
    for (const { id: optionId, name, groupName } of schema.options) {
      const override = overrides[optionId] ?? null;
      mappings.push({ sourceId, optionId, name, group: groupName, ...meaning.of(optionId, name), override });
    }
  }
  return mappings;
}

/**
 * Decides what a status means, or (null) lets the rules decide again. Applies to all its tasks at once.
 * @throws ProblemError status.not_found when the source has no such option.
 */
export async function setStatus(
  ctx: Ctx,
  sourceId: string,
  optionId: string,
  defaultStatus: DefaultStatus | null,
): Promise<StatusMapping> {
  await inTransaction(ctx.db, async (tx) => {
    const inside = within(ctx, tx);
    if ((await findSource(inside, sourceId)) === undefined) throw new ProblemError('status.not_found');
    const row = await lockSource(inside, sourceId);
    const option = row.schema?.options.find(({ id }) => id === optionId);
    if (option === undefined) throw new ProblemError('status.not_found');
    await overrideStatus(inside, row, option, defaultStatus);
    await audit(inside, 'status.overridden', optionId, { sourceId, defaultStatus });
  });
  const mapping = (await listStatuses(ctx)).find((one) => one.sourceId === sourceId && one.optionId === optionId);
  if (mapping === undefined) throw new ProblemError('status.not_found');
  return mapping;
}
