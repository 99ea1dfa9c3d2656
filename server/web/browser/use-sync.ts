import { useEffect, useRef, useState } from 'preact/hooks';
import type { NotionConnection, Run } from '../../../shared/api/notion.ts';
import type { Page } from '../state/pages.ts';
import type { Session } from './session.ts';
import type { Sync } from './sync.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';
import { usePoll } from './use-poll.ts';

const whileRunningMs = 1500;

/** Follows the runs of a department: slowly, and closely while one is under way. */
export function useSyncOf({ api, department, isAdministrator }: Session): Sync {
  const path = `/departments/${department.id}`;
  const runs = useLoad<Page<Run>>(`${path}/runs`, (signal) => api.get(`${path}/runs`, { limit: 1 }, signal));
  const connection = useLoad<NotionConnection | undefined>(`${path}/notion/${isAdministrator}`, (signal) =>
    isAdministrator ? api.get(`${path}/notion`, {}, signal) : Promise.resolve({ ok: true, value: undefined }),
  );
  const lastRun = newest(runs.value && (runs.value.items[0] ?? null), connection.value?.lastRun);
  const running = lastRun?.state === 'running';
  usePoll(runs.reload, running ? whileRunningMs : null);

  const [ended, setEnded] = useState(0);
  const before = useRef<Run | null | undefined>(undefined);
  const { reload } = connection;
  useEffect(() => {
    const isNews = before.current !== undefined && lastRun !== undefined;
    if (isNews && lastRun !== null && lastRun.state !== 'running' && differs(before.current, lastRun)) {
      setEnded((count) => count + 1);
      reload();
    }
    before.current = lastRun;
  }, [lastRun, reload]);

  const action = useAction();
  const start = async () => {
    await action.run(() => api.send('POST', `/notion/sync/${department.id}`));
    runs.reload();
  };
  return {
    lastRun,
    connection: connection.value,
    failure: runs.failure ?? connection.failure,
    start: isAdministrator ? () => void start() : undefined,
    starting: action.busy,
    startFailure: action.failure,
    ended,
    reload: () => {
      runs.reload();
      connection.reload();
    },
    setConnection: (value) => {
      connection.setValue(value);
      runs.reload();
    },
  };
}

function differs(before: Run | null | undefined, now: Run): boolean {
  return before?.id !== now.id || before.state !== now.state;
}

/** The two answers arrive apart: the later start wins, and of the same run the one that has ended. */
function newest(a: Run | null | undefined, b: Run | null | undefined): Run | null | undefined {
  if (!a || !b) return a ?? b;
  if (a.id === b.id) return a.endedAt === null ? b : a;
  return a.startedAt >= b.startedAt ? a : b;
}
