import type { Client } from '@notionhq/client';
import { z } from 'zod';
import { NotionFailure } from './failure.ts';
import type { NotionSession } from './gateway.ts';
import { readItems } from './reading.ts';
import { needing, type Sending } from './writing.ts';

/** Values of a page by the id of their property, as Notion takes them. */
export type Values = Record<string, unknown>;

/** A text as it is shown, with the address it leads to. */
export interface TextPart {
  text: string;
  url: string | null;
}

/** The value of a status, or of a select that is read as one. */
export function statusValue(type: string, optionId: string): unknown {
  return { [type]: { id: optionId } };
}

export function titleValue(parts: readonly string[]): unknown {
  return { title: parts.map((content) => ({ type: 'text', text: { content } })) };
}

/** Somebody among the people of a page: a user, or a group of them. */
export interface PersonReference {
  object: string;
  id: string;
}

export function peopleValue(people: readonly PersonReference[]): unknown {
  return { people: people.map(({ object, id }) => ({ object, id })) };
}

type UpdateParameters = Parameters<Client['pages']['update']>[0];
type CreateParameters = Parameters<Client['pages']['create']>[0];

/** Writes values of a page and answers the page as Notion says it is now: it may have written nothing. */
export async function updatePage({ send, notedAt }: Sending, pageId: string, properties: Values): Promise<unknown> {
  const parameters = { page_id: pageId, properties } as UpdateParameters;
  return needing('Update content', () => send(notedAt, (client) => client.pages.update(parameters)));
}

/** Makes a page with one paragraph per list of parts and answers it. Not repeatable: ask `findMade` after an unclear end. */
export async function createPage(
  { send, notedAt }: Sending,
  page: { dataSourceId: string; properties: Values; paragraphs: readonly (readonly TextPart[])[] },
): Promise<unknown> {
  const parameters = {
    parent: { type: 'data_source_id', data_source_id: page.dataSourceId },
    properties: page.properties,
    ...(page.paragraphs.length === 0 ? {} : { children: page.paragraphs.map(paragraphBlock) }),
  } as CreateParameters;
  return needing('Insert content', () => send(notedAt, (client) => client.pages.create(parameters)));
}

function paragraphBlock(parts: readonly TextPart[]) {
  const richText = parts.map(({ text, url }) => ({
    type: 'text',
    text: { content: text, ...(url === null ? {} : { link: { url } }) },
  }));
  return { object: 'block', type: 'paragraph', paragraph: { rich_text: richText } };
}

const reference = z.looseObject({ object: z.string().catch('user'), id: z.string() });
const pageWithPeople = z.looseObject({
  id: z.string(),
  properties: z.record(z.string(), z.looseObject({ id: z.string(), type: z.string(), people: z.unknown().optional() })),
});

/** Notion shows at most this many references of one value. */
const maxShown = 25;

/**
 * Everybody in a property of a page; undefined when the page has no such property.
 * @throws NotionFailure unavailable when the page is not what Notion describes.
 */
export async function readPeople(
  session: NotionSession,
  answer: unknown,
  propertyId: string,
): Promise<PersonReference[] | undefined> {
  const parsed = pageWithPeople.safeParse(answer);
  if (!parsed.success) throw new NotionFailure('unavailable', 'Notion answered something unexpected.');
  const value = Object.values(parsed.data.properties).find(({ id, type }) => id === propertyId && type === 'people');
  if (value === undefined) return undefined;
  const shown = z.array(reference).catch([]).parse(value.people);
  if (shown.length < maxShown) return shown;
  const items = await readItems(session, parsed.data.id, propertyId);
  return items.flatMap(({ people }) => reference.safeParse(people).data ?? []);
}

/** True when the page has the property, under whatever name. */
export function hasProperty(answer: unknown, propertyId: string): boolean {
  const { data } = pageWithPeople.safeParse(answer);
  return Object.values(data?.properties ?? {}).some(({ id }) => id === propertyId);
}
