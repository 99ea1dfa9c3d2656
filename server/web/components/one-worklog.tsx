import { useEffect, useRef } from 'preact/hooks';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { useSession, type Session } from '../browser/session.ts';
import { useLoad } from '../browser/use-load.ts';
import type { Answer } from '../state/failure.ts';
import { Loading } from './listing.tsx';
import { WorklogTable } from './worklog-table.tsx';

/** The worklog that a comment in Notion links to; it may be somebody else's, or of another department. */
export function OneWorklog({ id, onClose }: { id: string; onClose: () => void }) {
  const session = useSession();
  const loaded = useLoad<Worklog>(id, (signal) => find(session, id, signal));
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section ref={section} class="card highlighted" aria-label="The worklog you came for">
      <div class="row">
        <h2>The worklog you came for</h2>
        <button type="button" class="quiet" onClick={onClose}>
          Close
        </button>
      </div>
      <Loading noun="worklog" loaded={loaded}>
        {(worklog) => <WorklogTable items={[worklog]} who={worklog.person.id !== session.me.id} />}
      </Loading>
    </section>
  );
}

/** A link does not name the department, so each one of the person is asked, the shown one first. */
async function find({ api, me, department }: Session, id: string, signal: AbortSignal): Promise<Answer<Worklog>> {
  const others = me.departments.filter((one) => one.id !== department.id);
  const path = `/worklogs/${encodeURIComponent(id)}`;
  let answer = await api.get<Worklog>(path, { departmentId: department.id }, signal);
  for (const other of others) {
    if (answer.ok || answer.failure.code !== 'worklog.not_found') return answer;
    answer = await api.get<Worklog>(path, { departmentId: other.id }, signal);
  }
  return answer;
}
