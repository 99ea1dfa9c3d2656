import type { CreateCommentParameters, UpdateCommentParameters } from '@notionhq/client';
import { z } from 'zod';
import { NotionFailure } from './failure.ts';
import type { NotionSession } from './gateway.ts';
import { plainTextOf } from './page.ts';
import { timeSpentName } from './schema.ts';

/** A comment as it shall be: text in parts of at most 2,000 characters; the first one may link to `marker`. */
export interface CommentText {
  parts: string[];
  marker: string | null;
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

function richText({ parts, marker }: CommentText) {
  return parts.map((content, index) => ({
    type: 'text' as const,
    text: { content, ...(index === 0 && marker !== null ? { link: { url: marker } } : {}) },
  }));
}

/** Posts a comment under the person's name and answers its id. Not repeatable: ask `listComments` after an unclear end. */
export async function createComment(
  session: NotionSession,
  pageId: string,
  text: CommentText,
  personName: string,
): Promise<string> {
  const parameters = {
    parent: { page_id: pageId },
    rich_text: richText(text),
    display_name: { type: 'custom', custom: { name: personName } },
  } as CreateCommentParameters;
  return idOf(await session.write((client) => client.comments.create(parameters)));
}

export async function updateComment(session: NotionSession, commentId: string, text: CommentText): Promise<void> {
  const parameters = { comment_id: commentId, rich_text: richText(text) } as UpdateCommentParameters;
  idOf(await session.write((client) => client.comments.update(parameters)));
}

export async function deleteComment(session: NotionSession, commentId: string): Promise<void> {
  await session.write((client) => client.comments.delete({ comment_id: commentId }));
}

function idOf(answer: unknown): string {
  const parsed = z.looseObject({ id: z.string() }).safeParse(answer);
  if (!parsed.success) throw new NotionFailure('unavailable', 'Notion answered something unexpected.');
  return parsed.data.id;
}

/** The open comments of a page, oldest first. Resolved ones cannot be listed. */
export async function listComments(session: NotionSession, pageId: string): Promise<FoundComment[]> {
  const found: FoundComment[] = [];
  let cursor: string | undefined;
  do {
    const start = cursor === undefined ? {} : { start_cursor: cursor };
    const answer = comments.parse(
      await session.read((client) => client.comments.list({ block_id: pageId, page_size: 100, ...start })),
    );
    found.push(...answer.results.map(foundComment));
    cursor = answer.has_more ? (answer.next_cursor ?? undefined) : undefined;
  } while (cursor !== undefined);
  return found;
}

function foundComment(answer: unknown): FoundComment {
  const { id, created_by: createdBy, created_time: createdTime, rich_text: parts } = comment.parse(answer);
  return {
    id,
    createdById: createdBy?.id ?? null,
    createdAt: new Date(createdTime),
    text: plainTextOf(parts),
    links: parts.flatMap(({ href, text }) => [href, text?.link?.url].filter((url) => typeof url === 'string')),
  };
}

/** Writes an absolute number of hours and answers what Notion says the property holds now; null when it is not there. */
export async function writeHours(
  session: NotionSession,
  pageId: string,
  propertyId: string,
  hours: number,
): Promise<number | null> {
  const answer = await session.write((client) =>
    client.pages.update({ page_id: pageId, properties: { [propertyId]: { number: hours } } }),
  );
  return hoursOf(answer, propertyId);
}

const pageWithNumbers = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ id: z.string(), number: z.unknown().optional() })),
});

/** The number of a property in a page as answered; null when empty or absent. */
export function hoursOf(page: unknown, propertyId: string): number | null {
  const parsed = pageWithNumbers.safeParse(page);
  if (!parsed.success) throw new NotionFailure('unavailable', 'Notion answered something unexpected.');
  const value = Object.values(parsed.data.properties).find(({ id }) => id === propertyId)?.number;
  return typeof value === 'number' ? value : null;
}

/** Adds the Time Spent number to a data source. Only call it when no property of that name exists. */
export async function addTimeSpent(session: NotionSession, dataSourceId: string): Promise<unknown> {
  return session.write((client) =>
    client.dataSources.update({
      data_source_id: dataSourceId,
      properties: { [timeSpentName]: { type: 'number', number: { format: 'number' } } },
    } as never),
  );
}
