import { type BranchPosition, type Privacy, samePosition } from '../core/branch-position.ts';
import { createDebounce } from '../core/clock.ts';
import { createOwner, type Disposable, type Event } from '../core/lifecycle.ts';
import { repositoryName } from '../core/repository-name.ts';
import type { FileUri, GitApi, GitRepository, MessageLinks } from './git-api.ts';
import { connectGit, type GitConnectionPorts, useGitApi } from './git-connection.ts';
import type { UnfinishedOperation } from './git-operation.ts';
import { pathBelow } from '../core/heartbeat.ts';
import { baseName } from './names.ts';
import { locationOf } from './node/path.ts';

export interface GitPorts extends GitConnectionPorts {
  activeFile: () => FileUri | undefined;
  onActiveFileChange: Event<unknown>;
  folderCount: () => number;
  /** What the settings say of a file or folder. */
  privacyOf: (uri: FileUri) => Privacy | null;
  /** Asked only while HEAD is detached. */
  unfinishedOperation: (root: string) => Promise<UnfinishedOperation | null>;
  /** The repository in front is another one, or none; told before its position. */
  onRepository: (root: FileUri | null) => void;
  onPosition: (position: BranchPosition | null) => void;
  /** Called after each change of a repository or of the active editor, also when the branch stayed the same. */
  onLook?: () => void;
  /** Links in the messages of the history graph. */
  messageLinks?: MessageLinks;
}

/** Follows the branch of the repository that the active editor's file belongs to. */
export interface Git extends Disposable {
  /** Repository and branch of a file as they are at this moment; null outside of repositories. */
  locate: (
    uri: FileUri,
  ) => { repository: string; branch: string | null; root: FileUri; privacy?: Privacy | null } | null;
  /** The settings may say something else about private folders. */
  lookAgain: () => void;
  /** The repository of the active editor, as the Git extension gives it. */
  current: () => GitRepository | null;
  /** First line of the last commit's message in the current repository; empty without one. */
  lastCommitSubject: () => Promise<string>;
}

/** Events come in clumps; a long rebase is one clump, and is followed all the same. */
const settle = { delayMs: 200, longestMs: 1000 };

export function watchGit(ports: GitPorts): Git {
  const owner = createOwner();
  const unfinished = new WeakMap<GitRepository, UnfinishedOperation | null>();
  let api: GitApi | null = null;
  let lastUsed: GitRepository | null = null;
  let shown: BranchPosition | null = null;
  let shownRoot: string | null = null;
  let looks = 0;
  /** Roots that are private under another name: the file came from below a symbolic link. */
  const linked = new Map<string, Privacy>();

  const current = (): GitRepository | null => {
    if (api === null) return null;
    const file = ports.activeFile();
    const held = file === undefined ? null : api.getRepository(file);
    const known = lastUsed !== null && api.repositories.includes(lastUsed) ? lastUsed : null;
    const only = api.repositories.length === 1 ? (api.repositories[0] ?? null) : null;
    return held ?? known ?? only;
  };

  const privacyOf = ({ rootUri }: GitRepository, file: FileUri | undefined): Privacy | null => {
    const known = ports.privacyOf(rootUri) ?? linked.get(rootUri.path) ?? null;
    if (known !== null || file === undefined || pathBelow(rootUri.path, file.path) !== null) return known;
    if (api?.getRepository(file)?.rootUri.path !== rootUri.path) return null;
    const found = ports.privacyOf(file);
    if (found !== null) linked.set(rootUri.path, found);
    return found;
  };

  const look = async (): Promise<void> => {
    looks += 1;
    const thisLook = looks;
    const repository = current();
    lastUsed = repository;
    if (repository !== null) {
      const detached = repository.state.HEAD !== undefined && repository.state.HEAD.name === undefined;
      unfinished.set(repository, detached ? await ports.unfinishedOperation(locationOf(repository.rootUri)) : null);
      if (thisLook !== looks) return;
    }
    ports.onLook?.();
    const position =
      repository === null
        ? null
        : {
            ...positionOf(repository, unfinished, ports.folderCount() > 1),
            ...privacyPart(privacyOf(repository, ports.activeFile())),
          };
    const root = repository?.rootUri ?? null;
    const isAnother = (root?.path ?? null) !== shownRoot;
    shownRoot = root?.path ?? null;
    if (isAnother) ports.onRepository(root);
    // A clone of the same repository is another place: its folder may name another server.
    if (!isAnother && samePosition(shown, position)) return;
    shown = position;
    ports.onPosition(position);
  };

  const settled = owner.add(createDebounce(ports.clock, settle, () => void look().catch(ports.onError)));
  owner.add(ports.onActiveFileChange(settled.trigger));
  owner.add(
    connectGit(ports, (next) => {
      api = next;
      settled.trigger();
      return next === null ? createOwner() : useGitApi(next, settled.trigger, ports.messageLinks);
    }),
  );

  return {
    locate(uri) {
      const repository = api?.getRepository(uri) ?? null;
      if (repository === null) return null;
      const { repository: name, branch } = positionOf(repository, unfinished, false);
      return { repository: name, branch, root: repository.rootUri, ...privacyPart(privacyOf(repository, uri)) };
    },
    lookAgain() {
      linked.clear();
      settled.trigger();
    },
    current,
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

function positionOf(
  repository: GitRepository,
  unfinished: WeakMap<GitRepository, UnfinishedOperation | null>,
  severalFolders: boolean,
): BranchPosition {
  const folderName = baseName(repository.rootUri.path);
  const { remotes, HEAD } = repository.state;
  const remote = remotes.find(({ name }) => name === 'origin') ?? (remotes.length === 1 ? remotes[0] : undefined);
  const operation = HEAD?.name === undefined ? (unfinished.get(repository) ?? null) : null;
  return {
    repository: repositoryName(remote?.fetchUrl, folderName),
    branch: HEAD?.name ?? operation?.branch ?? null,
    folderName: severalFolders ? folderName : null,
    operation: operation?.kind ?? null,
  };
}

const privacyPart = (privacy: Privacy | null): { privacy?: Privacy } => (privacy === null ? {} : { privacy });
