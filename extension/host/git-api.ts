import type { Disposable, Event } from '../core/lifecycle.ts';

/** The parts of the built-in Git extension's API, version 1, that are used here. Written by hand: it has no package. */
export interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: Event<boolean>;
  /** Throws while Git is switched off. */
  getAPI: (version: 1) => GitApi;
}

export interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: Event<GitRepository>;
  readonly onDidCloseRepository: Event<GitRepository>;
  /** The innermost repository that holds the file. */
  getRepository: (uri: FileUri) => GitRepository | null;
  /** Missing in older editors. */
  registerSourceControlHistoryItemDetailsProvider?: (provider: MessageLinks) => Disposable;
}

/** Links in the messages of the history graph. The first provider that answers is taken. */
export interface MessageLinks {
  provideAvatar: () => undefined;
  provideHoverCommands: () => undefined;
  provideMessageLinks: (repository: GitRepository, message: string) => Promise<string | undefined>;
}

export interface GitRepository {
  readonly rootUri: FileUri;
  readonly state: GitState;
  /** Missing in older editors; `worktree` for a folder of its own beside the main one. */
  readonly kind?: 'repository' | 'submodule' | 'worktree';
  readonly inputBox: { value: string };
  log: (options: { maxEntries: number }) => Promise<readonly { readonly message: string }[]>;
  getBranch: (name: string) => Promise<GitBranch>;
  getBranchBase: (name: string) => Promise<GitBranch | undefined>;
  createBranch: (name: string, checkout: boolean, ref?: string) => Promise<void>;
  deleteBranch: (name: string, force?: boolean) => Promise<void>;
  checkout: (treeish: string) => Promise<void>;
  /** @param force 1: only what is on the remote as it was fetched last is replaced or deleted */
  push: (remote?: string, branch?: string, setUpstream?: boolean, force?: 1) => Promise<void>;
  pull: () => Promise<void>;
  /** Of the repository's own settings. */
  getConfig: (key: string) => Promise<string>;
  getMergeBase: (a: string, b: string) => Promise<string | undefined>;
  /** Files that `to` changed since it left `from`. */
  diffBetween: (from: string, to: string) => Promise<readonly GitChange[]>;
  /** Files of the working tree that differ from a commit. */
  diffWith: (commit: string) => Promise<readonly GitChange[]>;
  status: () => Promise<void>;
  /** Missing in older editors, as is the next one. Resolves to the folder. */
  createWorktree?: (options: { path: string; branch: string; commitish: string }) => Promise<string>;
  deleteWorktree?: (path: string) => Promise<void>;
  createStash?: (options: { message: string; includeUntracked: boolean }) => Promise<void>;
  popStash?: (index?: number) => Promise<void>;
}

/** A changed file; for one that was moved, both places. */
export interface GitChange {
  readonly uri: FileUri;
  readonly originalUri: FileUri;
  readonly renameUri?: FileUri | undefined;
}

export interface GitBranch {
  readonly name?: string | undefined;
  readonly commit?: string | undefined;
  readonly remote?: string | undefined;
  readonly upstream?: { readonly remote: string; readonly name: string } | undefined;
  readonly ahead?: number | undefined;
  readonly behind?: number | undefined;
}

export interface GitState {
  readonly HEAD: GitBranch | undefined;
  readonly remotes: readonly GitRemote[];
  readonly rebaseCommit: { readonly hash: string } | undefined;
  readonly indexChanges: readonly unknown[];
  readonly mergeChanges: readonly unknown[];
  readonly workingTreeChanges: readonly unknown[];
  /** Missing in older editors, which count new files among the changes of the working tree. */
  readonly untrackedChanges?: readonly unknown[];
  readonly onDidChange: Event<void>;
}

export interface GitRemote {
  readonly name: string;
  readonly fetchUrl?: string | undefined;
}

/** What is used of the editor's Uri. */
export interface FileUri {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;
  toString: () => string;
}
