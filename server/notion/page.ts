import { z } from 'zod';
import { estimateSeconds } from '../../shared/estimate.ts';
import type { PropertyMap } from './schema.ts';

/** A page as an issue, before anything that depends on the department: prefix, status meaning, people's names. */
export interface MappedPage {
  pageId: string;
  url: string;
  createdAt: Date;
  editedAt: Date;
  trashed: boolean;
  archived: boolean;
  title: string;
  /** Longer than what the query answers: the rest must be read from the property itself. */
  titleTruncated: boolean;
  number: number | null;
  statusOptionId: string | null;
  status: string | null;
  people: { userId: string; name: string | null; email: string | null }[];
  peopleTruncated: boolean;
  priority: string | null;
  estimateSeconds: number | null;
  spentHours: number | null;
  /** What could not be used, for people. */
  warnings: string[];
}

/** Notion shows at most this many references of one value. */
const maxShown = 25;

const page = z.looseObject({
  id: z.string(),
  url: z.string().catch(''),
  created_time: z.iso.datetime({ offset: true }),
  last_edited_time: z.iso.datetime({ offset: true }),
  in_trash: z.boolean().catch(false).default(false),
  is_archived: z.boolean().catch(false).default(false),
  properties: z.record(z.string(), z.looseObject({ id: z.string(), type: z.string() })),
});

const richText = z.array(z.looseObject({ plain_text: z.string() }));
const user = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  person: z.looseObject({ email: z.string().nullish() }).optional().catch(undefined),
});
const users = z.array(user);
const uniqueId = z.looseObject({ number: z.int().nullable() });
const number = z.number().nullable();
const named = z.looseObject({ id: z.string(), name: z.string() }).nullable();
/** Zero has no sign: 0 and -0 would never compare as equal. */
const hours = z
  .number()
  .nullable()
  .transform((value) => (value === 0 ? 0 : value));

/**
 * Reads a page by the property ids of its data source.
 * @throws ZodError when the page is not what Notion describes; the caller keeps it raw and goes on.
 */
export function mapPage(answer: unknown, map: PropertyMap): MappedPage {
  const { properties, ...rest } = page.parse(answer);
  const byId = new Map(Object.values(properties).map((entry) => [entry.id, entry]));
  const value = <S extends z.ZodType>(id: string | null, type: string, schema: S): z.output<S> | undefined => {
    const entry = id === null ? undefined : byId.get(id);
    return entry?.type === type ? schema.parse(entry[type]) : undefined;
  };
  const title = value(map.title, 'title', richText) ?? [];
  const people = value(map.assignee, 'people', users) ?? [];
  const status = value(map.status, 'status', named) ?? value(map.status, 'select', named) ?? null;
  const estimate = estimateSeconds(value(map.estimate, 'number', number) ?? null);
  return {
    pageId: rest.id,
    url: rest.url,
    createdAt: new Date(rest.created_time),
    editedAt: new Date(rest.last_edited_time),
    trashed: rest.in_trash,
    archived: rest.is_archived,
    title: plainTextOf(title),
    titleTruncated: title.length >= maxShown,
    number: value(map.uniqueId, 'unique_id', uniqueId)?.number ?? null,
    statusOptionId: status?.id ?? null,
    status: status?.name ?? null,
    people: people.map(personOf),
    peopleTruncated: people.length >= maxShown,
    priority: value(map.priority, 'select', named)?.name ?? null,
    estimateSeconds: estimate.seconds,
    spentHours: value(map.timeSpent, 'number', hours) ?? null,
    warnings: estimate.warning === null ? [] : [estimate.warning],
  };
}

const child = z.looseObject({ parent: z.looseObject({ data_source_id: z.string().nullish() }) });

/** The data source a page is in; null when it is in none, undefined when the answer does not say. */
export function parentOf(answer: unknown): string | null | undefined {
  const parsed = child.safeParse(answer);
  return parsed.success ? (parsed.data.parent.data_source_id ?? null) : undefined;
}

/** The text of rich text parts. */
export function plainTextOf(parts: readonly { plain_text: string }[]): string {
  return parts.map((part) => part.plain_text).join('');
}

/** A Notion user as far as the capabilities show them. */
export function personOf(answer: unknown): MappedPage['people'][number] {
  const { id, name, person } = user.parse(answer);
  return { userId: id, name: name ?? null, email: person?.email ?? null };
}
