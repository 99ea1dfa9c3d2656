import type { BranchPosition } from '../../../extension/core/branch-position.ts';
import { createSignal } from '../../../extension/core/lifecycle.ts';
import type { FileUri, GitApi, GitExtension, GitRepository, GitState } from '../../../extension/host/git-api.ts';
import { type Git, type GitExtensionHandle, watchGit } from '../../../extension/host/git.ts';
import { type FakeClock, createFakeClock } from './fake-clock.ts';

export function fileUri(path: string, scheme = 'file'): FileUri {
  return { scheme, path, fsPath: path, toString: () => `${scheme}://${path}` };
}

export interface FakeRepository extends GitRepository {
  state: GitState & { fire: () => void };
  /** As after a checkout: HEAD changes and the state event fires. */
  checkOut: (branch: string | undefined, commit?: string) => void;
}

export function fakeRepository(root: string, branch: string | undefined, remote?: string): FakeRepository {
  const changed = createSignal<void>();
  let HEAD: GitState['HEAD'] = { name: branch, commit: 'c0' };
  return {
    rootUri: fileUri(root),
    state: {
      get HEAD() {
        return HEAD;
      },
      remotes: remote === undefined ? [] : [{ name: 'origin', fetchUrl: remote }],
      rebaseCommit: undefined,
      onDidChange: changed.on,
      fire: changed.fire,
    },
    log: async () => [{ message: `Work in ${root}\n\nbody` }],
    checkOut(name, commit = 'c1') {
      HEAD = { name, commit };
      changed.fire();
    },
  };
}

/** A window with the Git extension in it; what is switched on, opened and shown is up to the test. */
export interface FakeGitWindow {
  git: Git;
  clock: FakeClock;
  positions: (BranchPosition | null)[];
  /** Roots of the repositories that came to the front. */
  roots: (string | null)[];
  errors: unknown[];
  open: (repository: FakeRepository) => void;
  close: (repository: FakeRepository) => void;
  show: (path: string | undefined) => void;
  enable: (enabled: boolean) => void;
  /** The Git extension appears and finishes its activation. */
  install: () => void;
  rebasing: Map<string, string>;
  subscriptions: () => number;
  settle: () => Promise<void>;
}

export function openGitWindow(
  options: {
    repositories?: FakeRepository[];
    enabled?: boolean;
    installed?: boolean;
    active?: boolean;
    folders?: number;
    /** Looking for a rebase takes until this is resolved. */
    slowly?: Promise<void>;
  } = {},
): FakeGitWindow {
  const clock = createFakeClock();
  const repositories = [...(options.repositories ?? [])];
  const opened = createSignal<GitRepository>();
  const closed = createSignal<GitRepository>();
  const enablement = createSignal<boolean>();
  const extensionsChanged = createSignal<void>();
  const shown = createSignal<unknown>();
  const rebasing = new Map<string, string>();
  const positions: (BranchPosition | null)[] = [];
  const roots: (string | null)[] = [];
  const errors: unknown[] = [];
  let enabled = options.enabled ?? true;
  let installed = options.installed ?? true;
  let active: FileUri | undefined;

  const api: GitApi = {
    repositories,
    onDidOpenRepository: opened.on,
    onDidCloseRepository: closed.on,
    getRepository: (uri) => innermost(repositories, uri),
  };
  const exports: GitExtension = {
    get enabled() {
      return enabled;
    },
    onDidChangeEnablement: enablement.on,
    getAPI() {
      if (!enabled) throw new Error('Git model not found');
      return api;
    },
  };
  const handle: GitExtensionHandle = { isActive: options.active ?? true, exports, activate: async () => exports };
  const git = watchGit({
    clock,
    findExtension: () => (installed ? handle : undefined),
    onExtensionsChange: extensionsChanged.on,
    activeFile: () => active,
    onActiveFileChange: shown.on,
    folderCount: () => options.folders ?? 1,
    branchBeingRebased: async (root) => {
      await options.slowly;
      return rebasing.get(root) ?? null;
    },
    onRepository: (root) => void roots.push(root?.path ?? null),
    onPosition: (position) => void positions.push(position),
    onError: (error) => void errors.push(error),
  });
  const signals = [opened, closed, enablement, extensionsChanged, shown];

  return {
    git,
    clock,
    positions,
    roots,
    errors,
    rebasing,
    open(repository) {
      repositories.push(repository);
      opened.fire(repository);
    },
    close(repository) {
      repositories.splice(repositories.indexOf(repository), 1);
      closed.fire(repository);
    },
    show(path) {
      active = path === undefined ? undefined : fileUri(path);
      shown.fire(active);
    },
    enable(next) {
      enabled = next;
      enablement.fire(next);
    },
    install() {
      installed = true;
      extensionsChanged.fire();
    },
    subscriptions: () => signals.reduce((sum, signal) => sum + signal.count(), 0),
    settle: () => clock.advanceSettling(200),
  };
}

function innermost(repositories: readonly GitRepository[], uri: FileUri): GitRepository | null {
  const holding = repositories.filter(
    ({ rootUri }) => uri.path === rootUri.path || uri.path.startsWith(`${rootUri.path}/`),
  );
  return holding.sort((a, b) => b.rootUri.path.length - a.rootUri.path.length)[0] ?? null;
}
