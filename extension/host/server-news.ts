import type { Clock } from '../core/clock.ts';
import { createEventStream, type StreamListener } from '../core/event-stream.ts';
import { createOwner, type Disposable } from '../core/lifecycle.ts';
import type { Log } from '../core/log.ts';
import { concernedBy } from '../core/news.ts';
import type { TaskStore } from '../core/task-store.ts';
import type { Connection } from './http.ts';
import type { Account, Session } from './session.ts';

export interface ServerNewsPorts {
  clock: Clock;
  random: () => number;
  session: Pick<Session, 'account' | 'refuse' | 'onChange'>;
  task: Pick<TaskStore, 'noteNews' | 'catchUp'>;
  connect: (connection: Connection, lastEventId: string | null, listener: StreamListener) => Disposable;
  log: Pick<Log, 'debug'>;
}

/** Lets the current task follow what the server tells while the window is in use. Without it the task is refreshed as ever. */
export function listenToServer({ session, task, log, connect, ...ports }: ServerNewsPorts): Disposable & {
  setFocused: (focused: boolean) => void;
} {
  const owner = createOwner();
  const stream = owner.add(
    createEventStream<Account>({
      ...ports,
      connect: (account, lastEventId, { onText, onEnd }) =>
        connect(account, lastEventId, {
          onText,
          onEnd(failure) {
            log.debug(`Listening ended: ${failure === null ? 'by the server' : `${failure.kind}. ${failure.detail}`}`);
            if (failure?.kind === 'unauthorised') session.refuse(account);
            onEnd(failure);
          },
        }),
      onEvent(event) {
        const isConcerned = concernedBy(event);
        if (isConcerned !== null) task.noteNews(isConcerned);
      },
      onReady: task.catchUp,
    }),
  );
  owner.add(session.onChange(() => stream.setAccount(session.account())));
  return { setFocused: stream.setFocused, dispose: () => owner.dispose() };
}
