import { useState } from 'preact/hooks';
import type { IssueHistory } from '../../../shared/api/issues.ts';
import { useNow } from '../browser/now.ts';
import { useSession } from '../browser/session.ts';
import { useLoad } from '../browser/use-load.ts';
import { useReloadAfterSync } from '../browser/use-reload-after-sync.ts';
import { instantText } from '../state/format.ts';
import { lengthOf, lengthWithDoubt } from '../state/status-periods.ts';
import { Loading } from './listing.tsx';

/** How long a task had each status, read when somebody opens it. */
export function StatusHistory({ issueId }: { issueId: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="small" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>How long</summary>
      {isOpen && <Periods issueId={issueId} />}
    </details>
  );
}

function Periods({ issueId }: { issueId: string }) {
  const { api, me } = useSession();
  const nowMs = useNow();
  const path = `/issues/${encodeURIComponent(issueId)}/history`;
  const loaded = useLoad<IssueHistory>(path, (signal) => api.get(path, {}, signal));
  useReloadAfterSync(loaded.reload);
  return (
    <Loading noun="statuses" loaded={loaded}>
      {({ items }) => (
        <ol>
          {items.map((period, index) => (
            <li key={period.startedAt} title={`from ${instantText(period.startedAt, me.timeZone)}`}>
              {period.status ?? 'no status'}: {lengthWithDoubt(lengthOf(period, items[index + 1], nowMs))}
              {period.endedAt === null && ' until now'}
            </li>
          ))}
        </ol>
      )}
    </Loading>
  );
}
