import { type BranchPosition, samePosition } from '../core/branch-position.ts';
import { type Clock, createDebounce } from '../core/clock.ts';
import { createOwner, type Disposable, type Event, type Owner } from '../core/lifecycle.ts';
import { repositoryName } from '../core/repository-name.ts';
import type { FileUri, GitApi, GitExtension, GitRepository } from './git-api.ts';
import { baseName } from './names.ts';
import { locationOf } from './node/path.ts';

/** What is used of an `Extension<GitExtension>`. */
export interface GitExtensionHandle {
  readonly isActive: boolean;
  readonly exports: GitExtension;
  activate: () => PromiseLike<GitExtension>;
}

export interface GitPorts {
  clock: Clock;
  /** The built-in extension; undefined while it is not there. */
  findExtension: () => GitExtensionHandle | undefined;
  onExtensionsChange: Event<void>;
  activeFile: () => FileUri | undefined;
  onActiveFileChange: Event<unknown>;
  folderCount: () => number;
  branchBeingRebased: (root: string) => Promise<string | null>;
  /** The repository in front is another one, or none; told before its position. */
  onRepository: (root: FileUri | null) => void;
  onPosition: (position: BranchPosition | null) => void;
  onError: (error: unknown) => void;
}

/** Follows the branch of the repository that the active editor's file belongs to. */
export interface Git extends Disposable {
  /** Repository and branch of a file as they are at this moment; null outside of repositories. */
  locate: (uri: FileUri) => { repository: string; branch: string | null; root: FileUri } | null;
  /** First line of the last commit's message in the current repository; empty without one. */
  lastCommitSubject: () => Promise<string>;
}

const settleMs = 200;

export function watchGit(ports: GitPorts): Git {
  const owner = createOwner();
  const rebasing = new WeakMap<GitRepository, string | null>();
  let api: GitApi | null = null;
  let lastUsed: GitRepository | null = null;
  let shown: BranchPosition | null = null;
  let shownRoot: string | null = null;
  let looks = 0;

  const current = (): GitRepository | null => {
    if (api === null) return null;
    const file = ports.activeFile();
    const held = file === undefined ? null : api.getRepository(file);
    const known = lastUsed !== null && api.repositories.includes(lastUsed) ? lastUsed : null;
    const only = api.repositories.length === 1 ? (api.repositories[0] ?? null) : null;
    return held ?? known ?? only;
  };

  const look = async (): Promise<void> => {
    looks += 1;
    const thisLook = looks;
    const repository = current();
    lastUsed = repository;
    if (repository !== null) {
      const detached = repository.state.HEAD !== undefined && repository.state.HEAD.name === undefined;
      rebasing.set(repository, detached ? await ports.branchBeingRebased(locationOf(repository.rootUri)) : null);
      if (thisLook !== looks) return;
    }
    const position = repository === null ? null : positionOf(repository, rebasing, ports.folderCount() > 1);
    const root = repository?.rootUri ?? null;
    const isAnother = (root?.path ?? null) !== shownRoot;
    shownRoot = root?.path ?? null;
    if (isAnother) ports.onRepository(root);
    // A clone of the same repository is another place: its folder may name another server.
    if (!isAnother && samePosition(shown, position)) return;
    shown = position;
    ports.onPosition(position);
  };

  const settle = owner.add(createDebounce(ports.clock, settleMs, () => void look().catch(ports.onError)));
  owner.add(ports.onActiveFileChange(settle.trigger));
  owner.add(
    connect(ports, (next) => {
      api = next;
      settle.trigger();
      return next === null ? createOwner() : followRepositories(next, settle.trigger);
    }),
  );

  return {
    locate(uri) {
      const repository = api?.getRepository(uri) ?? null;
      if (repository === null) return null;
      const { repository: name, branch } = positionOf(repository, rebasing, false);
      return { repository: name, branch, root: repository.rootUri };
    },
    async lastCommitSubject() {
      const commits = await (current()?.log({ maxEntries: 1 }) ?? Promise.resolve([])).catch(() => []);
      return (commits[0]?.message ?? '').split('\n', 1)[0]?.trim() ?? '';
    },
    dispose() {
      looks += 1;
      owner.dispose();
    },
  };
}

/** Waits as long as it takes: the Git extension may start late, be switched off and come back. */
function connect(ports: GitPorts, use: (api: GitApi | null) => Disposable): Disposable {
  const owner = createOwner();
  let connection: Owner | null = null;

  const begin = async (): Promise<void> => {
    const handle = ports.findExtension();
    if (handle === undefined || connection !== null) return;
    connection = owner.add(createOwner());
    const git = handle.isActive ? handle.exports : await handle.activate();
    let used: Disposable | undefined;
    const apply = (): void => {
      used?.dispose();
      used = use(git.enabled ? git.getAPI(1) : null);
    };
    connection.add({ dispose: () => used?.dispose() });
    connection.add(git.onDidChangeEnablement(apply));
    apply();
  };

  const tryBegin = (): void => {
    begin().catch((error: unknown) => {
      connection?.dispose();
      connection = null;
      ports.onError(error);
    });
  };
  owner.add(ports.onExtensionsChange(tryBegin));
  tryBegin();
  return owner;
}

/** One subscription per repository, from its opening to its closing. */
function followRepositories(api: GitApi, onChange: () => void): Disposable {
  const owner = createOwner();
  const followed = new Map<GitRepository, Disposable>();
  const follow = (repository: GitRepository): void => {
    if (followed.has(repository)) return;
    followed.set(repository, repository.state.onDidChange(onChange));
  };
  owner.add({ dispose: () => followed.forEach((subscription) => subscription.dispose()) });
  owner.add(
    api.onDidOpenRepository((repository) => {
      follow(repository);
      onChange();
    }),
  );
  owner.add(
    api.onDidCloseRepository((repository) => {
      followed.get(repository)?.dispose();
      followed.delete(repository);
      onChange();
    }),
  );
  api.repositories.forEach(follow);
  return owner;
}

function positionOf(
  repository: GitRepository,
  rebasing: WeakMap<GitRepository, string | null>,
  severalFolders: boolean,
): BranchPosition {
  const folderName = baseName(repository.rootUri.path);
  const { remotes, HEAD } = repository.state;
  const remote = remotes.find(({ name }) => name === 'origin') ?? (remotes.length === 1 ? remotes[0] : undefined);
  return {
    repository: repositoryName(remote?.fetchUrl, folderName),
    branch: HEAD?.name ?? rebasing.get(repository) ?? null,
    folderName: severalFolders ? folderName : null,
  };
}
