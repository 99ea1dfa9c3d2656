import * as vscode from 'vscode';
import { currentTaskOf, sameTask } from '../core/current-task.ts';
import { createOwner, type Disposable } from '../core/lifecycle.ts';
import type { TaskStore } from '../core/task-store.ts';
import type { CurrentTask, TickmarkApi } from '../public-api.ts';
import type { Git } from './git.ts';

export interface PublishedApi extends Disposable {
  api: TickmarkApi;
  /** Called with every change of the current task. Tells others only what is news to them. */
  note: () => void;
}

/** What `activate` hands to other extensions. They can read and listen, and change nothing. */
export function publishApi(ports: {
  task: Pick<TaskStore, 'state' | 'lookUp'>;
  git: () => Pick<Git, 'locate'>;
}): PublishedApi {
  const owner = createOwner();
  const changed = owner.add(new vscode.EventEmitter<CurrentTask | null>());
  let told: CurrentTask | null = null;
  const api: TickmarkApi = Object.freeze({
    version: 1,
    async getCurrentTask(uri?: vscode.Uri) {
      if (uri === undefined) return currentTaskOf(ports.task.state());
      const place = ports.git().locate(uri);
      if (place === null || place.branch === null) return null;
      const { repository, branch, privacy } = place;
      return currentTaskOf(
        await ports.task.lookUp({
          repository,
          branch,
          folderName: null,
          operation: null,
          ...(privacy ? { privacy } : {}),
        }),
      );
    },
    onDidChangeTask: changed.event,
  } as const);
  return {
    api,
    note() {
      const task = currentTaskOf(ports.task.state());
      if (sameTask(told, task)) return;
      told = task;
      changed.fire(task);
    },
    dispose: () => owner.dispose(),
  };
}
