/** Where the commits of a branch are, as it was fetched last. */
export interface Whereabouts {
  /** Of the branch here; null when there is none. */
  commit: string | null;
  /** The remote has a branch of this name. */
  isOnRemote: boolean;
  /** All commits of the branch here are in the remote's base or its branch of this name. */
  isKept: boolean;
  /** All commits of the remote's branch are in its base: it may go without a loss. */
  isRemoteKept: boolean;
}

/** What starting and finishing a task need of the repository in front of the person. Changes throw an error that says why in plain words. */
export interface WorkRepository {
  /** `host/owner/name`, or a local name: what the server knows it by. */
  name: string;
  /** Path of the top folder. */
  root: string;
  /** null while HEAD is detached. */
  branch: string | null;
  /** null before the first commit. */
  headCommit: string | null;
  remote: { name: string; url: string | undefined } | null;
  /** Commits that the upstream does not have; null when there is no upstream. */
  ahead: number | null;
  /** Files with changes that are not committed. */
  changedFiles: number;
  /** A folder of its own beside the main one. The default branch is checked out there, and so cannot be here. */
  isWorktree: boolean;
  canStash: boolean;
  canMakeWorktree: boolean;
  /** Here or on the remote. */
  hasBranch: (name: string) => Promise<boolean>;
  /** The branch that work is merged into; null when nothing tells. */
  defaultBranch: () => Promise<string | null>;
  /** Makes the branch, switches to it and resolves to its commit. @param from a branch; null for what is checked out */
  createBranch: (name: string, from: string | null) => Promise<string | null>;
  switchTo: (branch: string) => Promise<void>;
  /** Takes back a branch made a moment ago; refused when it has commits of its own by now. */
  deleteFreshBranch: (name: string, commit: string | null) => Promise<void>;
  /** Makes the branch in a folder of its own beside this one; resolves to the folder. */
  createWorktree: (name: string, from: string | null) => Promise<string>;
  deleteWorktree: (folder: string) => Promise<void>;
  stash: (message: string) => Promise<void>;
  unstash: () => Promise<void>;
  /** Pushes the current branch, and lets it follow the remote's. */
  push: () => Promise<void>;
  pull: () => Promise<void>;
  /** The branch's commit here, where the remote has it, and whether its commits are on the remote. */
  whereabouts: (branch: string, base: string) => Promise<Whereabouts>;
  /** Deletes a branch here; refused when it is not at this commit any more. */
  deleteBranch: (branch: string, commit: string) => Promise<void>;
  /** Makes it again where it was. */
  restoreBranch: (branch: string, commit: string) => Promise<void>;
  /** Deletes a branch on the remote; the remote refuses when it has commits that were not fetched. */
  deleteRemoteBranch: (branch: string) => Promise<void>;
}
