import { useState } from 'preact/hooks';
import type { HistoryEntry } from '../../../shared/api/worklog-history.ts';
import { askDepartments, useSession } from '../browser/session.ts';
import { useLoad } from '../browser/use-load.ts';
import { historyText } from '../state/worklog-history.ts';
import { Ago } from './ago.tsx';
import { Loading } from './listing.tsx';

/** What happened to a worklog, read when somebody opens it. */
export function WorklogHistory({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="small" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>History</summary>
      {isOpen && <Entries id={id} />}
    </details>
  );
}

function Entries({ id }: { id: string }) {
  const session = useSession();
  const loaded = useLoad<{ items: HistoryEntry[] }>(id, (signal) =>
    askDepartments(session, `/worklogs/${encodeURIComponent(id)}/history`, 'worklog.not_found', signal),
  );
  return (
    <Loading noun="history" loaded={loaded}>
      {({ items }) => (
        <ol>
          {items.map((entry, index) => (
            <li key={`${index} ${entry.at}`}>
              <Ago at={entry.at} />: {historyText(entry)}
            </li>
          ))}
        </ol>
      )}
    </Loading>
  );
}
