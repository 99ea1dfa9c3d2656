import { z } from 'zod';
import { requireCapability, visibleComment, visiblePage } from './access.ts';
import { makeId, parseId } from './ids.ts';
import { invalid, notFound, restricted } from './problem.ts';
import type { BlockRecord, CommentRecord, IntegrationRecord, PageRecord, TextPart } from './records.ts';
import { richTextSchema, shownRichText, storeRichText, textParts } from './rich-text.ts';
import { changed, indexComment, nowMs, shownTime, type WorkspaceState } from './state.ts';
import { touchPage } from './pages-written.ts';
import { partialUser, type Json } from './users.ts';

const content = { rich_text: richTextSchema.min(1).optional(), markdown: z.string().min(1).optional() };

export const createCommentSchema = z.strictObject({
  parent: z.union([z.looseObject({ page_id: z.string() }), z.looseObject({ block_id: z.string() })]).optional(),
  discussion_id: z.string().optional(),
  ...content,
  attachments: z.array(z.unknown()).max(3).optional(),
  display_name: z
    .union([
      z.object({ type: z.enum(['integration', 'user']) }),
      z.object({ type: z.literal('custom'), custom: z.object({ name: z.string().min(1) }) }),
    ])
    .optional(),
});
type CreateCommentBody = z.infer<typeof createCommentSchema>;

export const updateCommentSchema = z.strictObject(content);
type Content = z.infer<typeof updateCommentSchema>;

interface Place {
  page: PageRecord;
  blockId: string | null;
  discussionId: string;
}

function storedContent(body: Content): TextPart[] {
  if ((body.rich_text === undefined) === (body.markdown === undefined)) {
    throw invalid('body failed validation: exactly one of body.rich_text and body.markdown should be defined.');
  }
  return body.rich_text === undefined ? textParts(body.markdown ?? '') : storeRichText(body.rich_text);
}

/** Finds a block and the page it stands on. */
export function findBlock(state: WorkspaceState, blockId: string): { page: PageRecord; block: BlockRecord } | null {
  const search = (blocks: readonly BlockRecord[]): BlockRecord | undefined => {
    for (const block of blocks) {
      const found = block.id === blockId ? block : search(block.children);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const page of state.pages.values()) {
    const block = page.blocks.length === 0 ? undefined : search(page.blocks);
    if (block !== undefined) return { page, block };
  }
  return null;
}

/** The page or block an id in a comment request means, or 404. */
function commentTarget(
  state: WorkspaceState,
  integration: IntegrationRecord,
  text: string,
): Omit<Place, 'discussionId'> {
  const id = parseId(text);
  if (id === null) throw invalid(`body failed validation: "${text}" should be a valid uuid.`);
  if (state.pages.has(id)) return { page: visiblePage(state, integration, id), blockId: null };
  const found = findBlock(state, id);
  if (found === null) throw notFound('block', id, integration.name);
  return { page: visiblePage(state, integration, found.page.id), blockId: id };
}

function placeOf(state: WorkspaceState, integration: IntegrationRecord, body: CreateCommentBody): Place {
  if ((body.parent === undefined) === (body.discussion_id === undefined)) {
    throw invalid('body failed validation: exactly one of body.parent and body.discussion_id should be defined.');
  }
  if (body.parent !== undefined) {
    const target = 'page_id' in body.parent ? body.parent.page_id : body.parent.block_id;
    return { ...commentTarget(state, integration, String(target)), discussionId: makeId(state.newId) };
  }
  const discussionId = parseId(body.discussion_id ?? '');
  const first = [...state.comments.values()].find(
    (comment) => comment.discussionId === discussionId && !comment.deleted,
  );
  if (first === undefined) throw notFound('discussion', body.discussion_id ?? '', integration.name);
  const page = visiblePage(state, integration, first.pageId);
  return { page, blockId: first.blockId, discussionId: first.discussionId };
}

/** Adds a comment to the ledger, whoever wrote it. */
export function addComment(
  state: WorkspaceState,
  place: Place,
  written: Pick<CommentRecord, 'createdBy' | 'parts' | 'displayName'>,
): CommentRecord {
  const timeMs = nowMs(state);
  const comment: CommentRecord = {
    id: makeId(state.newId),
    pageId: place.page.id,
    blockId: place.blockId,
    discussionId: place.discussionId,
    createdAtMs: timeMs,
    editedAtMs: timeMs,
    ...written,
    resolved: false,
    deleted: false,
  };
  state.comments.set(comment.id, comment);
  indexComment(state, comment);
  changed(state);
  if (state.unsettled.commentMovesEditTime) touchPage(state, place.page, written.createdBy);
  return comment;
}

/** POST comments. Not idempotent: the same request twice makes two comments. */
export function createComment(
  state: WorkspaceState,
  integration: IntegrationRecord,
  body: CreateCommentBody,
): CommentRecord {
  const parts = storedContent(body);
  const place = placeOf(state, integration, body);
  if (place.page.inTrash) throw invalid("Can't comment on a page that is archived. You must unarchive the page first.");
  const wanted = body.display_name ?? { type: 'integration' as const };
  const name = 'custom' in wanted ? wanted.custom.name : integration.name;
  return addComment(state, place, { createdBy: integration.botId, parts, displayName: { type: wanted.type, name } });
}

function ownComment(state: WorkspaceState, integration: IntegrationRecord, id: string): CommentRecord {
  const comment = visibleComment(state, integration, id);
  if (comment.createdBy !== integration.botId)
    throw restricted('A connection can only change comments that it created.');
  return comment;
}

/** PATCH comments/{id}: only the connection's own. */
export function updateComment(
  state: WorkspaceState,
  integration: IntegrationRecord,
  id: string,
  body: Content,
): CommentRecord {
  const comment = ownComment(state, integration, id);
  comment.parts = storedContent(body);
  comment.editedAtMs = nowMs(state);
  changed(state);
  return comment;
}

/** DELETE comments/{id}: only the connection's own. */
export function deleteComment(state: WorkspaceState, integration: IntegrationRecord, id: string): CommentRecord {
  const comment = ownComment(state, integration, id);
  comment.deleted = true;
  changed(state);
  return comment;
}

/** Open comments of a page or block, all discussions in one list, oldest first. */
export function openComments(state: WorkspaceState, integration: IntegrationRecord, targetId: string): CommentRecord[] {
  requireCapability(integration, 'readComments');
  const target = commentTarget(state, integration, targetId);
  const comments = state.pageComments.get(target.page.id) ?? [];
  return comments.filter((comment) => comment.blockId === target.blockId && !comment.resolved && !comment.deleted);
}

/** A comment as a connection sees it: only its id without the capability to read comments. */
export function shownComment(state: WorkspaceState, integration: IntegrationRecord, comment: CommentRecord): Json {
  if (!integration.capabilities.readComments) return { object: 'comment', id: comment.id };
  const onBlock = { type: 'block_id', block_id: comment.blockId };
  return {
    object: 'comment',
    id: comment.id,
    parent: comment.blockId === null ? { type: 'page_id', page_id: comment.pageId } : onBlock,
    discussion_id: comment.discussionId,
    created_time: shownTime(comment.createdAtMs),
    last_edited_time: shownTime(comment.editedAtMs),
    created_by: partialUser(comment.createdBy),
    rich_text: shownRichText(state, comment.parts, integration.capabilities.userInformation),
    display_name: { type: comment.displayName.type, resolved_name: comment.displayName.name },
  };
}
