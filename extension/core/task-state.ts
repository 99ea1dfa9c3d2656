import type { BranchLink } from '../../shared/api/branches.ts';
import type { Issue } from '../../shared/api/issues.ts';
import type { BranchPosition } from './branch-position.ts';
import type { Failure } from './failure.ts';
import type { Merged } from './merged.ts';

/** Who is signed in, as far as it is known. */
export type SessionState =
  | { kind: 'starting' }
  | { kind: 'address_invalid'; detail: string }
  | { kind: 'signed_out' }
  | { kind: 'token_refused' }
  | { kind: 'signed_in' };

export type TaskLink = BranchLink & { issue: Issue };

/** What is known about the branch in front of the person. The status item is a function of this alone. */
export type TaskState =
  | { kind: 'nothing' }
  | { kind: 'address_invalid'; detail: string }
  | { kind: 'signed_out' }
  | { kind: 'token_refused' }
  | { kind: 'private'; position: BranchPosition }
  | { kind: 'no_branch'; position: BranchPosition }
  | { kind: 'waiting'; position: BranchPosition }
  | { kind: 'failed'; position: BranchPosition; failure: Failure }
  | {
      kind: 'task';
      position: BranchPosition;
      link: TaskLink;
      askedAtMs: number;
      answeredAtMs: number;
      failure: Failure | null;
      /** Null while it is not known that the branch is merged. */
      merged: Merged | null;
    }
  | {
      kind: 'no_task';
      position: BranchPosition;
      link: BranchLink;
      askedAtMs: number;
      answeredAtMs: number;
      failure: Failure | null;
    };

/** An answer of the server with the time it was asked for and given. */
export interface RememberedAnswer {
  link: BranchLink;
  askedAtMs: number;
  answeredAtMs: number;
}

/** Last answers for one branch. `failure` is set when asking again has failed since. */
export interface BranchAnswer {
  link: BranchLink | null;
  askedAtMs: number;
  answeredAtMs: number;
  failure: Failure | null;
}

/**
 * Derived anew each time from what is known, so that nothing of the branch before can remain.
 * @param known answers for exactly this branch
 * @param merged what is known of exactly this branch
 */
export function deriveTaskState(
  session: SessionState,
  position: BranchPosition | null,
  known: BranchAnswer | undefined,
  merged: Merged | null = null,
): TaskState {
  if (position === null || session.kind === 'starting') return { kind: 'nothing' };
  if (session.kind !== 'signed_in') return session;
  if (position.privacy) return { kind: 'private', position };
  if (position.branch === null) return { kind: 'no_branch', position };
  const { link = null, askedAtMs = 0, answeredAtMs = 0, failure = null } = known ?? {};
  if (link === null) return failure === null ? { kind: 'waiting', position } : { kind: 'failed', position, failure };
  if (link.issue === null) return { kind: 'no_task', position, link, askedAtMs, answeredAtMs, failure };
  return { kind: 'task', position, link: { ...link, issue: link.issue }, askedAtMs, answeredAtMs, failure, merged };
}
