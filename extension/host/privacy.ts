import * as vscode from 'vscode';
import type { Privacy } from '../core/branch-position.ts';
import { createOwner, createSignal, type Disposable, type Event } from '../core/lifecycle.ts';
import type { Log } from '../core/log.ts';
import { type PatternList, type PrivateFolders, readPrivateFolders } from '../core/private-folders.ts';
import type { Translate } from '../core/translate.ts';
import type { FileUri } from './git-api.ts';
import { privateFoldersSetting } from './names.ts';
import { homeFolder, ignoresCase } from './node/machine.ts';

/** What the settings make private, as written now. */
export interface PrivatePlaces extends Disposable {
  folders: () => PrivateFolders;
  /** Of a file or folder: null when it is nothing special. */
  of: (uri: FileUri) => Privacy | null;
  readonly onChange: Event<void>;
}

/** Reads the settings when they change, and compiles them once. Entries that cannot be read are told in the log. */
export function readPrivatePlaces(t: Translate, log: Pick<Log, 'warn'>): PrivatePlaces {
  const owner = createOwner();
  const changed = createSignal<void>();
  let folders = read(t, log);
  const reread = (): void => {
    folders = read(t, log);
    changed.fire();
  };
  owner.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(privateFoldersSetting)) reread();
    }),
  );
  owner.add(vscode.workspace.onDidChangeWorkspaceFolders(reread));
  return {
    folders: () => folders,
    of(uri) {
      if (folders.wrong.length > 0) return 'unclear';
      return folders.has(pathOf(uri)) ? 'private' : null;
    },
    onChange: changed.on,
    dispose: () => owner.dispose(),
  };
}

function read(t: Translate, log: Pick<Log, 'warn'>): PrivateFolders {
  const folders = readPrivateFolders(lists(), { home: homeFolder(), ignoreCase: ignoresCase }, t);
  // Which entry it is stands in “What is sent”: the log may be handed on.
  for (const { reason } of folders.wrong) {
    log.warn(`An entry of ${privateFoldersSetting} cannot be read: ${reason}. Until it is corrected, all is private.`);
  }
  return folders;
}

/** Of all levels: the editor would let one replace the other. A remote machine's settings are a level of their own. */
function lists(): PatternList[] {
  const inspected = (folder?: vscode.Uri): Partial<Record<string, unknown>> => ({
    ...vscode.workspace.getConfiguration('tickmark', folder ?? null).inspect('privateFolders'),
  });
  const everywhere = inspected();
  const names = ['globalValue', 'globalLocalValue', 'globalRemoteValue', 'workspaceValue'];
  const ofFolders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => ({
    value: inspected(uri)['workspaceFolderValue'],
    folder: pathOf(uri),
  }));
  return [...names.map((name) => ({ value: everywhere[name], folder: null })), ...ofFolders];
}

/** A place on another machine's disk has the machine in its name. */
function pathOf({ scheme, path, fsPath }: FileUri): string {
  return scheme === 'file' && fsPath.startsWith('\\\\') ? fsPath : path;
}
