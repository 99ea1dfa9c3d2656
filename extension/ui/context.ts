import type { Clock } from '../core/clock.ts';
import type { Dialogs } from '../core/dialogs.ts';
import type { Event } from '../core/lifecycle.ts';
import type { RecentLog } from '../core/log.ts';
import type { TaskStore } from '../core/task-store.ts';
import type { Translate } from '../core/translate.ts';
import type { UnlinkedWork } from '../core/unlinked-work.ts';
import type { WorklogQueue } from '../core/worklog-queue.ts';
import type { Api } from '../host/api.ts';
import type { CodingTime } from '../host/coding-time.ts';
import type { Environment } from '../host/environment.ts';
import type { Git } from '../host/git.ts';
import type { LocalData } from '../host/local-data.ts';
import type { OAuth } from '../host/oauth.ts';
import type { Pauses } from '../host/pauses.ts';
import type { PrivatePlaces } from '../host/privacy.ts';
import type { SeenFields } from '../host/seen-fields.ts';
import type { Session } from '../host/session.ts';
import type { Settings } from '../host/settings.ts';
import type { WorkDoor } from './work-door.ts';

/** Everything a command may use. Made once in main.ts and passed as an argument. */
export interface Context {
  t: Translate;
  clock: Clock;
  newId: () => string;
  log: RecentLog;
  dialogs: Dialogs;
  editor: Editor;
  session: Session;
  api: Api;
  oauth: OAuth;
  task: TaskStore;
  git: Pick<Git, 'lastCommitSubject'>;
  /** The queue of the signed-in person; null when nobody is. */
  worklogs: () => WorklogQueue | null;
  codingTime: Pick<CodingTime, 'counting'>;
  pauses: Pauses;
  privacy: Pick<PrivatePlaces, 'folders'>;
  localData: LocalData;
  settings: () => Settings;
  setCounting: (enabled: boolean) => Promise<void>;
  seenFields: SeenFields;
  version: string;
  /** Everything about tasks beyond the status item. */
  door: Pick<WorkDoor, 'run' | 'refresh'>;
  environment: () => Environment;
  unlinked: Pick<UnlinkedWork, 'isOffered' | 'decline'>;
  /** Draws the status item anew, after something that it depends on has changed. */
  redraw: () => void;
}

/** What the editor does for us. */
export interface Editor {
  openExternal: (url: string) => void;
  copy: (text: string) => Promise<void>;
  openSetting: (id: string) => void;
  showLog: () => void;
  /** Shows read-only text; the name's ending decides the language. */
  showDocument: (name: string, text: string) => Promise<void>;
  run: (command: string, subject?: unknown) => Promise<void>;
  /** Shows a spinner in the status bar while the work goes on. */
  progress: <T>(title: string, work: () => Promise<T>) => Promise<T>;
  /** Shows what is waited for, with a way to end it. */
  cancellable: <T>(title: string, work: (onCancel: Event<void>) => Promise<T>) => Promise<T>;
}
