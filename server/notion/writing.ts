import type { CreateCommentParameters, UpdateCommentParameters } from '@notionhq/client';
import { z } from 'zod';
import { parseAnswer } from './answer.ts';
import { NotionFailure } from './failure.ts';
import type { NotionSession, SendWrite } from './gateway.ts';
import { plainTextOf } from './page.ts';
import { timeSpentName } from './schema.ts';

/**
 * A comment as it shall be: text in parts of at most 2,000 characters; the first one may link to `marker`. A `link`
 * follows on a line of its own.
 */
export interface CommentText {
  parts: string[];
  marker: string | null;
  link?: { title: string; url: string } | null;
}

/** The comment as people read it. */
export function plainComment({ parts, link }: CommentText): string {
  return parts.join('') + (link == null ? '' : `\n${link.title}`);
}

/** A comment found on a page. */
export interface FoundComment {
  id: string;
  createdById: string | null;
  createdAt: Date;
  text: string;
  links: string[];
}

const comment = z.looseObject({
  id: z.string(),
  created_by: z.looseObject({ id: z.string() }).optional().catch(undefined),
  created_time: z.string().catch(''),
  rich_text: z
    .array(
      z.looseObject({
        plain_text: z.string(),
        href: z.string().nullish(),
        text: z
          .looseObject({ link: z.looseObject({ url: z.string() }).nullish() })
          .optional()
          .catch(undefined),
      }),
    )
    .catch([]),
});
const comments = z.looseObject({
  results: z.array(z.unknown()),
  has_more: z.boolean().catch(false),
  next_cursor: z.string().nullish(),
});

function richText({ parts, marker, link }: CommentText) {
  const texts = parts.map((content, index) => ({ content, url: index === 0 ? marker : null }));
  const linked =
    link == null
      ? []
      : [
          { content: '\n', url: null },
          { content: link.title, url: link.url },
        ];
  return [...texts, ...linked].map(({ content, url }) => ({
    type: 'text' as const,
    text: { content, ...(url === null ? {} : { link: { url } }) },
  }));
}

/** One write on its way: its turn, and when it was written down that it leaves. */
export interface Sending {
  send: SendWrite;
  notedAt: Date;
}

/** Runs a request; when the connection lacks a capability for it, the failure names that one. */
export async function needing<T>(capability: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof NotionFailure) || error.kind !== 'capability') throw error;
    const message = `The connection lacks the capability "${capability}" in Notion.`;
    throw new NotionFailure('capability', message, { status: 403 });
  }
}

/** Posts a comment under the person's name and answers its id. Not repeatable: ask `listComments` after an unclear end. */
export async function createComment(
  { send, notedAt }: Sending,
  pageId: string,
  text: CommentText,
  personName: string,
): Promise<string> {
  const parameters = {
    parent: { page_id: pageId },
    rich_text: richText(text),
    ...(personName === '' ? {} : { display_name: { type: 'custom', custom: { name: personName } } }),
  } as CreateCommentParameters;
  return idOf(await needing('Insert comments', () => send(notedAt, (client) => client.comments.create(parameters))));
}

export async function updateComment({ send, notedAt }: Sending, commentId: string, text: CommentText): Promise<void> {
  const parameters = { comment_id: commentId, rich_text: richText(text) } as UpdateCommentParameters;
  idOf(await needing('Insert comments', () => send(notedAt, (client) => client.comments.update(parameters))));
}

export async function deleteComment({ send, notedAt }: Sending, commentId: string): Promise<void> {
  idOf(
    await needing('Insert comments', () =>
      send(notedAt, (client) => client.comments.delete({ comment_id: commentId })),
    ),
  );
}

function idOf(answer: unknown): string {
  return parseAnswer(z.looseObject({ id: z.string() }), answer).id;
}

/** The open comments of a page, oldest first. Resolved ones cannot be listed. */
export async function listComments(session: NotionSession, pageId: string): Promise<FoundComment[]> {
  const found: FoundComment[] = [];
  let cursor: string | undefined;
  do {
    const start = cursor === undefined ? {} : { start_cursor: cursor };
    const list = () => session.read((client) => client.comments.list({ block_id: pageId, page_size: 100, ...start }));
    const answer = parseAnswer(comments, await needing('Read comments', list));
    found.push(...answer.results.map(foundComment));
    cursor = answer.has_more ? (answer.next_cursor ?? undefined) : undefined;
  } while (cursor !== undefined);
  return found;
}

function foundComment(answer: unknown): FoundComment {
  const { id, created_by: createdBy, created_time: createdTime, rich_text: parts } = parseAnswer(comment, answer);
  return {
    id,
    createdById: createdBy?.id ?? null,
    createdAt: new Date(createdTime),
    text: plainTextOf(parts),
    links: parts.flatMap(({ href, text }) => [href, text?.link?.url].filter((url) => typeof url === 'string')),
  };
}

/** True when the page lies in the trash. */
export async function isTrashed(session: NotionSession, pageId: string): Promise<boolean> {
  const read = () => session.read((client) => client.pages.retrieve({ page_id: pageId }));
  return parseAnswer(pageFrame, await needing('Read content', read)).in_trash;
}

/** What a page says of itself, as far as the hours matter. */
export interface PageHours {
  trashed: boolean;
  /** False when the page has no such number: the property is gone, or the page was moved. */
  present: boolean;
  /** Null when empty. */
  hours: number | null;
}

const pageFrame = z.looseObject({ in_trash: z.boolean().catch(false).default(false) });
const pageWithNumbers = pageFrame.extend({
  properties: z.record(z.string(), z.looseObject({ id: z.string(), type: z.string(), number: z.unknown().optional() })),
});

function hoursOf(page: unknown, propertyId: string): PageHours {
  const { in_trash: trashed, properties } = parseAnswer(pageWithNumbers, page);
  const value = Object.values(properties).find(({ id, type }) => id === propertyId && type === 'number');
  return { trashed, present: value !== undefined, hours: typeof value?.number === 'number' ? value.number : null };
}

/** The number of hours a page shows now. */
export async function readHours(session: NotionSession, pageId: string, propertyId: string): Promise<PageHours> {
  const read = () => session.read((client) => client.pages.retrieve({ page_id: pageId }));
  return hoursOf(await needing('Read content', read), propertyId);
}

/** Writes an absolute number of hours and answers what Notion says the page shows now: it may have written nothing. */
export async function writeHours(
  { send, notedAt }: Sending,
  pageId: string,
  propertyId: string,
  hours: number,
): Promise<PageHours> {
  const parameters = { page_id: pageId, properties: { [propertyId]: { number: hours } } } as never;
  const answer = await needing('Update content', () => send(notedAt, (client) => client.pages.update(parameters)));
  return hoursOf(answer, propertyId);
}

/** Adds the Time Spent number to a data source. Only call it when no property of that name exists. */
export async function addTimeSpent({ send, notedAt }: Sending, dataSourceId: string): Promise<unknown> {
  const properties = { [timeSpentName]: { type: 'number', number: { format: 'number' } } };
  const parameters = { data_source_id: dataSourceId, properties } as never;
  return needing('Update content', () => send(notedAt, (client) => client.dataSources.update(parameters)));
}
