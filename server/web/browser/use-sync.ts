import type { NotionConnection, Run } from '../../../shared/api/notion.ts';
import type { Page } from '../state/pages.ts';
import type { Session } from './session.ts';
import type { Sync } from './sync.ts';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';
import { usePoll } from './use-poll.ts';
import { useWhenChanged } from './use-when-changed.ts';

const whileRunningMs = 1500;

/** Follows the runs of a department: slowly, and closely while one is under way. */
export function useSyncOf({ api, department, isAdministrator }: Session): Sync {
  const path = `/departments/${department.id}`;
  const runs = useLoad<Page<Run>>(`${path}/runs`, (signal) => api.get(`${path}/runs`, { limit: 2 }, signal));
  const connection = useLoad<NotionConnection | undefined>(`${path}/notion/${isAdministrator}`, (signal) =>
    isAdministrator ? api.get(`${path}/notion`, {}, signal) : Promise.resolve({ ok: true, value: undefined }),
  );
  const items = runs.value?.items;
  const lastRun = items && (items[0] ?? null);
  const endedRunId = items && (items.find(({ state }) => state !== 'running')?.id ?? null);
  usePoll(runs.reload, lastRun?.state === 'running' ? whileRunningMs : null);
  useWhenChanged(endedRunId, connection.reload);

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
    endedRunId,
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
