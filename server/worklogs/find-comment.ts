import type { FoundComment } from '../notion/writing.ts';

/** What is known of a comment that was sent and whose answer was lost. */
export interface LostComment {
  worklogId: string;
  text: string | null;
  /** The bot it was sent by; null when that is not known. */
  botId: string | null;
  /** By Notion's clock, as near as it is known. */
  sentAfter: Date;
}

/** A note that was sent and whose answer was lost. It has no address of its own to be known by. */
export type LostNote = Omit<LostComment, 'worklogId'> & { hasLink: boolean };

/** True when the comment is the lost note: by our bot, the same text, with a link or without, not older than the first try. */
export function isLostNote(lost: LostNote, comment: FoundComment): boolean {
  const isOfWorklog = comment.links.some((link) => worklogIdOf(link) !== undefined);
  const isAlike = lost.hasLink ? comment.links.length > 0 : !isOfWorklog;
  return isAlike && isOfUsAndThen(lost, comment) && comment.text.trim() === (lost.text ?? '').trim();
}

function isOfUsAndThen({ botId, sentAfter }: LostNote, { createdById, createdAt }: FoundComment): boolean {
  return (botId === null || createdById === botId) && createdAt >= sentAfter;
}

/** The address that a worklog's comment links to: useful to people, and what tells one comment from another. */
export function markerOf(publicUrl: string, worklogId: string): string {
  return `${publicUrl}/w/${worklogId}`;
}

/**
 * True when the comment is the lost one: by its link, wherever the server's address was then; without a link by our
 * bot, the same text, and not being older than the first try.
 */
export function isLostComment(lost: LostComment, comment: FoundComment): boolean {
  const marked = comment.links.flatMap((link) => worklogIdOf(link) ?? []);
  if (marked.length > 0) return marked.includes(lost.worklogId);
  return comment.text === lost.text && isOfUsAndThen({ ...lost, hasLink: false }, comment);
}

/** Notion may add a slash, encode an address in another way or change its letters' case. */
function worklogIdOf(link: string): string | undefined {
  return /\/w\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\/?(?:[?#].*)?$/iu.exec(decoded(link))?.[1]?.toLowerCase();
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
