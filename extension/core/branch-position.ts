/** What keeps HEAD detached for a while. */
export type GitOperation = 'rebase' | 'bisect';

/** Nothing about a place leaves the machine: because a setting says so, or because one cannot be read. */
export type Privacy = 'private' | 'unclear';

/** Where the person works: a repository as the server knows it, and its branch. */
export interface BranchPosition {
  /** `host/owner/name`, or a local name. */
  repository: string;
  /** null while HEAD is detached and no rebase goes on. */
  branch: string | null;
  /** For the tooltip when several folders are open; null with a single one. */
  folderName: string | null;
  operation: GitOperation | null;
  /** Set where nothing may be asked or told about the repository. */
  privacy?: Privacy | null;
}

/** A branch, for caches: two branches of one name in two repositories differ. */
export function keyOfBranch(repository: string, branch: string): string {
  return `${repository}\n${branch}`;
}

/** True when nothing that decides the task has changed. */
export function samePosition(a: BranchPosition | null, b: BranchPosition | null): boolean {
  return (
    a?.repository === b?.repository &&
    a?.branch === b?.branch &&
    a?.folderName === b?.folderName &&
    a?.operation === b?.operation &&
    (a?.privacy ?? null) === (b?.privacy ?? null)
  );
}
