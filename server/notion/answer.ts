import type { z } from 'zod';
import { NotionFailure } from './failure.ts';

/**
 * An answer as far as we know its shape; more fields do no harm.
 * @throws NotionFailure unavailable when it is something else, as when a proxy answers in Notion's place.
 */
export function parseAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new NotionFailure('unavailable', 'Notion answered something unexpected.');
  return parsed.data;
}
