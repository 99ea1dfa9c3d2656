import type { Event, Uri } from 'vscode';

// What other extensions get from Tickmark. This file stands alone: copy it to use the API, see the README.

/** Version 1. What is here stays; a later version may add to it. */
export interface TickmarkApi {
  readonly version: 1;
  /**
   * The task of the branch that a file is on; without a file, the task that the status bar shows. The server is asked
   * when it was not asked about the branch for five minutes.
   * @returns null while nobody is signed in, outside of repositories, on a branch without a task, and while the server
   * cannot be asked about a branch that it was never asked about
   */
  getCurrentTask: (uri?: Uri) => Promise<CurrentTask | null>;
  /** The task that the status bar shows is another one or has changed; null when there is none. */
  readonly onDidChangeTask: Event<CurrentTask | null>;
}

/** Facts about a task, as last known. Frozen; it is replaced, never changed. */
export interface CurrentTask {
  /** `host/owner/name` of the remote, or the folder's name. */
  readonly repository: string;
  readonly branch: string;
  /** Such as `NT-42`; null when the page has no ID. */
  readonly key: string | null;
  readonly title: string;
  /** The status as Notion names it; null when there is none. */
  readonly status: string | null;
  /** The same in a closed list. */
  readonly defaultStatus: 'TO_DO' | 'IN_PROGRESS' | 'DONE' | 'UNDEFINED';
  /** Address of the page in Notion. */
  readonly url: string;
  /** Why the branch is linked: `explicit`, `number`, `alias`, `fragment`, or a rule that is newer than this file. */
  readonly rule: string;
  /** When the server said so, milliseconds since 1970 UTC. */
  readonly answeredAt: number;
  /** False while the server cannot be asked again. */
  readonly isUpToDate: boolean;
}
