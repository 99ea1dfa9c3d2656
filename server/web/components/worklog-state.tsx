import type { Worklog } from '../../../shared/api/worklogs.ts';
import { worklogNotes, worklogStateLabel, type WorklogState } from '../state/worklog-state.ts';
import { Ago } from './ago.tsx';
import { LevelIcon, type Level } from './icons.tsx';

const levels: Record<WorklogState, Level> = { pending: 'busy', done: 'ok', blocked: 'error', needs_review: 'warning' };

/** How far a worklog is on its way to Notion; when it is stuck, why and what to do. */
export function WorklogStateCell({ worklog }: { worklog: Worklog }) {
  return (
    <>
      <span class="level">
        <LevelIcon level={levels[worklog.state]} />
        {worklog.deletedAt === null ? worklogStateLabel(worklog.state) : 'Taken back'}
      </span>
      {worklogNotes(worklog).map(({ about, text, fix, nextAttemptAt }) => (
        <p key={about} class="small">
          <b>{about}:</b> {text} {fix !== null && <span class="fix">{fix}</span>}
          {nextAttemptAt !== null && (
            <>
              {' '}
              Tried again <Ago at={nextAttemptAt} ahead />.
            </>
          )}
        </p>
      ))}
    </>
  );
}
