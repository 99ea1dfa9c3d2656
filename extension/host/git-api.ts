import type { Event } from '../core/lifecycle.ts';

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
}

export interface GitRepository {
  readonly rootUri: FileUri;
  readonly state: GitState;
  log: (options: { maxEntries: number }) => Promise<readonly { readonly message: string }[]>;
}

export interface GitState {
  readonly HEAD: { readonly name?: string | undefined; readonly commit?: string | undefined } | undefined;
  readonly remotes: readonly { readonly name: string; readonly fetchUrl?: string | undefined }[];
  readonly rebaseCommit: { readonly hash: string } | undefined;
  readonly onDidChange: Event<void>;
}

/** What is used of the editor's Uri. */
export interface FileUri {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;
  toString: () => string;
}
