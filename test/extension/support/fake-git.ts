import type { BranchPosition, Privacy } from '../../../extension/core/branch-position.ts';
import { createSignal, type Disposable } from '../../../extension/core/lifecycle.ts';
import type {
  FileUri,
  GitApi,
  GitExtension,
  GitRepository,
  GitState,
  MessageLinks,
} from '../../../extension/host/git-api.ts';
import type { UnfinishedOperation } from '../../../extension/host/git-operation.ts';
import type { GitExtensionHandle } from '../../../extension/host/git-connection.ts';
import { type Git, watchGit } from '../../../extension/host/git.ts';
import { type FakeClock, createFakeClock } from './fake-clock.ts';

export function fileUri(path: string, scheme = 'file'): FileUri {
  return { scheme, path, fsPath: path, toString: () => `${scheme}://${path}` };
}

export interface FakeRepository extends GitRepository {
  state: GitState & { fire: () => void };
  listeners: () => number;
  /** As after a checkout: HEAD changes and the state event fires. */
  checkOut: (branch: string | undefined, commit?: string) => void;
}

const unused = async (): Promise<never> => Promise.reject(new Error('not used here'));
const unusedGit = {
  getBranch: unused,
  getBranchBase: unused,
  createBranch: unused,
  deleteBranch: unused,
  checkout: unused,
  push: unused,
  pull: unused,
  getConfig: unused,
  getMergeBase: unused,
  diffBetween: unused,
  diffWith: unused,
  status: unused,
};

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
      indexChanges: [],
      mergeChanges: [],
      workingTreeChanges: [],
      onDidChange: changed.on,
      fire: changed.fire,
    },
    inputBox: { value: '' },
    ...unusedGit,
    listeners: changed.count,
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
  /** Switched on, but for this many questions the API is not there yet, as in the editor. */
  notReadyFor: (questions: number) => void;
  /** The Git extension appears and finishes its activation. */
  install: () => void;
  /** What goes on in the working tree with this top folder. */
  operations: Map<string, UnfinishedOperation>;
  /** How often a change was told that may not have moved the branch. */
  looks: () => number;
  /** A commit message as the history graph shows it. */
  linkedMessage: (message: string) => Promise<unknown>;
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
    /** Symbolic links: Git names the real folder. */
    links?: Readonly<Record<string, string>>;
    /** What the settings say of a place. */
    privacyOf?: (uri: FileUri) => Privacy | null;
    /** Looking for an operation takes until this is resolved. */
    slowly?: Promise<void>;
    /** The editor can show links in commit messages. */
    showsLinks?: boolean;
  } = {},
): FakeGitWindow {
  const clock = createFakeClock();
  const repositories = [...(options.repositories ?? [])];
  const opened = createSignal<GitRepository>();
  const closed = createSignal<GitRepository>();
  const enablement = createSignal<boolean>();
  const extensionsChanged = createSignal<void>();
  const shown = createSignal<unknown>();
  const operations = new Map<string, UnfinishedOperation>();
  const positions: (BranchPosition | null)[] = [];
  const roots: (string | null)[] = [];
  const errors: unknown[] = [];
  let enabled = options.enabled ?? true;
  let installed = options.installed ?? true;
  let unready = 0;
  let active: FileUri | undefined;

  const looks = { count: 0 };
  const links: { asked: (message: string) => unknown } = { asked: () => undefined };
  const linked = (provider: MessageLinks): Disposable => {
    links.asked = (message) => provider.provideMessageLinks(fakeRepository('/w/x', 'main'), message);
    return { dispose: () => (links.asked = () => undefined) };
  };
  const api: GitApi = {
    repositories,
    onDidOpenRepository: opened.on,
    onDidCloseRepository: closed.on,
    getRepository: (uri) => innermost(repositories, realUri(uri, options.links ?? {})),
    ...(options.showsLinks === true ? { registerSourceControlHistoryItemDetailsProvider: linked } : {}),
  };
  const exports: GitExtension = {
    get enabled() {
      return enabled;
    },
    onDidChangeEnablement: enablement.on,
    getAPI() {
      unready -= 1;
      if (!enabled || unready >= 0) throw new Error('Git model not found');
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
    privacyOf: options.privacyOf ?? (() => null),
    unfinishedOperation: async (root) => {
      await options.slowly;
      return operations.get(root) ?? null;
    },
    onRepository: (root) => void roots.push(root?.path ?? null),
    onPosition: (position) => void positions.push(position),
    onLook: () => void (looks.count += 1),
    messageLinks: {
      provideAvatar: () => undefined,
      provideHoverCommands: () => undefined,
      provideMessageLinks: async (_repository, message) => `linked ${message}`,
    },
    onError: (error) => void errors.push(error),
  });
  const signals = [opened, closed, enablement, extensionsChanged, shown];

  return {
    git,
    clock,
    positions,
    roots,
    errors,
    operations,
    looks: () => looks.count,
    linkedMessage: async (message) => links.asked(message),
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
    notReadyFor(questions) {
      unready = questions;
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

function realUri(uri: FileUri, links: Readonly<Record<string, string>>): FileUri {
  const link = Object.keys(links).find((from) => uri.path.startsWith(`${from}/`));
  return link === undefined ? uri : fileUri(uri.path.replace(link, links[link] ?? ''), uri.scheme);
}
