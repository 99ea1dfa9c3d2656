import type { Clock } from '../core/clock.ts';
import { createOwner, type Disposable, type Event, type Owner } from '../core/lifecycle.ts';
import type { GitApi, GitExtension, GitRepository, MessageLinks } from './git-api.ts';

/** What is used of an `Extension<GitExtension>`. */
export interface GitExtensionHandle {
  readonly isActive: boolean;
  readonly exports: GitExtension;
  activate: () => PromiseLike<GitExtension>;
}

export interface GitConnectionPorts {
  clock: Clock;
  /** The built-in extension; undefined while it is not there. */
  findExtension: () => GitExtensionHandle | undefined;
  onExtensionsChange: Event<void>;
  onError: (error: unknown) => void;
}

/** Git says that it is switched on a moment before it can be used. */
const readyEveryMs = 200;
const mostReadyTries = 50;

/** Waits as long as it takes: the Git extension may start late, be switched off and come back. */
export function connectGit(ports: GitConnectionPorts, use: (api: GitApi | null) => Disposable): Disposable {
  const owner = createOwner();
  let connection: Owner | null = null;

  const begin = async (): Promise<void> => {
    const handle = ports.findExtension();
    if (handle === undefined || connection !== null) return;
    connection = owner.add(createOwner());
    const git = handle.isActive ? handle.exports : await handle.activate();
    connection.add(followEnablement(git, ports, use));
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

/** Follows the repositories, and gives the history graph its links where the editor can show them. */
export function useGitApi(api: GitApi, onChange: () => void, links: MessageLinks | undefined): Disposable {
  const owner = createOwner();
  owner.add(followRepositories(api, onChange));
  const linked = links === undefined ? undefined : api.registerSourceControlHistoryItemDetailsProvider?.(links);
  if (linked !== undefined) owner.add(linked);
  return owner;
}

function followEnablement(
  git: GitExtension,
  ports: GitConnectionPorts,
  use: (api: GitApi | null) => Disposable,
): Disposable {
  const owner = createOwner();
  let used: Disposable | undefined;
  let waiting: Disposable | undefined;
  const apply = (tries: number): void => {
    used?.dispose();
    waiting?.dispose();
    const api = readApi(git);
    used = use(api instanceof Error ? null : api);
    if (!(api instanceof Error)) return;
    if (tries < mostReadyTries) waiting = ports.clock.after(readyEveryMs, () => apply(tries + 1));
    else ports.onError(api);
  };
  owner.add({ dispose: () => used?.dispose() });
  owner.add({ dispose: () => waiting?.dispose() });
  owner.add(git.onDidChangeEnablement(() => apply(0)));
  apply(0);
  return owner;
}

function readApi(git: GitExtension): GitApi | null | Error {
  try {
    return git.enabled ? git.getAPI(1) : null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
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
