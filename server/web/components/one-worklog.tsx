import { useEffect, useRef } from 'preact/hooks';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { askDepartments, useSession, type Session } from '../browser/session.ts';
import { useLoad } from '../browser/use-load.ts';
import type { Answer, Failure } from '../state/failure.ts';
import { Button } from './button.tsx';
import { Loading } from './listing.tsx';
import { WorklogTable } from './worklog-table.tsx';

/** The worklog that a comment in Notion links to; it may be somebody else's, or of another department. */
export function OneWorklog({ id, onClose }: { id: string; onClose: () => void }) {
  const session = useSession();
  const loaded = useLoad<Worklog>(id, (signal) => find(session, id, signal));
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <section ref={section} class="card highlighted">
      <div class="row">
        <h2>The worklog you came for</h2>
        <Button class="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
      <Loading noun="worklog" loaded={loaded}>
        {(worklog) => <WorklogTable items={[worklog]} who={worklog.person.id !== session.me.id} />}
      </Loading>
    </section>
  );
}

const notFound: Failure = {
  code: 'worklog.not_found',
  detail: 'There is no such worklog for you.',
  fix: 'It may be somebody else’s, or of another server.',
};

async function find(session: Session, id: string, signal: AbortSignal): Promise<Answer<Worklog>> {
  const path = `/worklogs/${encodeURIComponent(id)}`;
  const answer = await askDepartments<Worklog>(session, path, notFound.code, signal);
  return answer.ok || answer.failure.code !== notFound.code ? answer : { ok: false, failure: notFound };
}
