import { addComment } from './comments.ts';
import { makeId } from './ids.ts';
import { firstPerson, requirePage } from './people-pages.ts';
import type { CommentRecord } from './records.ts';
import { textParts } from './rich-text.ts';
import { changed, type WorkspaceState } from './state.ts';

/** What people do with comments. */
export interface CommentPeople {
  addComment(pageId: string, text: string, by?: string): string;
  /** Resolves the whole discussion a comment belongs to. */
  resolveComment(commentId: string): void;
  reopenComment(commentId: string): void;
  deleteComment(commentId: string): void;
}

function requireComment(state: WorkspaceState, commentId: string): CommentRecord {
  const comment = state.comments.get(commentId);
  if (comment === undefined) throw new Error(`The sample workspace has no comment ${commentId}`);
  return comment;
}

export function commentPeople(state: WorkspaceState): CommentPeople {
  const setResolved = (commentId: string, resolved: boolean) => {
    const { discussionId } = requireComment(state, commentId);
    for (const comment of state.discussions.get(discussionId) ?? []) comment.resolved = resolved;
    changed(state);
  };
  return {
    addComment: (pageId, text, by = firstPerson(state)) => {
      const place = { page: requirePage(state, pageId), blockId: null, discussionId: makeId(state.newId) };
      const displayName = { type: 'user' as const, name: state.users.get(by)?.name ?? null };
      return addComment(state, place, { createdBy: by, parts: textParts(text), displayName }).id;
    },
    resolveComment: (commentId) => setResolved(commentId, true),
    reopenComment: (commentId) => setResolved(commentId, false),
    deleteComment: (commentId) => {
      requireComment(state, commentId).deleted = true;
      changed(state);
    },
  };
}
