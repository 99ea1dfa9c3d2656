import type { TaskStore } from '../core/task-store.ts';
import type { FileUri } from './git-api.ts';
import type { Session } from './session.ts';

/** Whose settings count: the repository that the person works in. */
export interface FolderInFront {
  root: FileUri | null;
}

interface Ports {
  folder: FolderInFront;
  session: Pick<Session, 'isElsewhere' | 'load'>;
  task: Pick<TaskStore, 'setPosition'>;
  onError: (error: unknown) => void;
}

/** Changes server and account with the repository in front. Its position is told right afterwards. */
export function createFolderFollower({ folder, session, task, onError }: Ports): (root: FileUri | null) => void {
  return (root) => {
    folder.root = root;
    if (!session.isElsewhere()) return;
    // The branch of one folder is none of the business of another one's server.
    task.setPosition(null);
    session.load().catch(onError);
  };
}
