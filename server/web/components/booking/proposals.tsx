import { useState } from 'preact/hooks';
import type { Proposal, Proposals as Answer } from '../../../../shared/api/booking.ts';
import { formatDuration } from '../../../../shared/duration.ts';
import { useSession } from '../../browser/session.ts';
import { useLoad } from '../../browser/use-load.ts';
import type { Week } from '../../state/week.ts';
import { Loading } from '../listing.tsx';
import { Note } from '../note.tsx';
import { BookingEditor } from './booking-editor.tsx';
import { ProposalTable } from './proposal-table.tsx';

/** What of a week's coding time is not logged yet, and everything one can do with it. */
export function Proposals({ week }: { week: Week }) {
  const { api } = useSession();
  const query = { from: week.firstDay, to: week.lastDay };
  const loaded = useLoad<Answer>(week.firstDay, (signal) => api.get('/proposals', query, signal));
  const [editing, setEditing] = useState<string>();
  const [done, setDone] = useState<string>();
  const finish = (text: string | undefined) => {
    setEditing(undefined);
    setDone(text);
    loaded.reload();
  };
  return (
    <Loading noun="coding time" loaded={loaded}>
      {({ items, unassigned, totals, rounding }) => {
        const one = [...items, ...unassigned].find(({ id }) => id === editing);
        if (items.length + unassigned.length === 0) return <NoTime />;
        return (
          <section class="card" aria-labelledby="to-log">
            <h2 id="to-log">Coding time to log</h2>
            <p>
              {totals.proposedSeconds === 0 ? (
                'Everything that was tracked on tasks in this week is logged.'
              ) : (
                <>
                  <b>{formatDuration(totals.proposedSeconds)}</b> to log of {formatDuration(totals.trackedSeconds)}{' '}
                  tracked in this week.
                </>
              )}{' '}
              {rounding.minutes > 0 && (
                <span class="muted">
                  Rounded to {rounding.minutes} minutes{rounding.mode === 'up' ? ', up' : ''}, by task and day.
                </span>
              )}
            </p>
            {done !== undefined && (
              <Note level="ok" role="status">
                {done}
              </Note>
            )}
            {one !== undefined && <BookingEditor key={one.id} proposal={one} onEnd={finish} />}
            <ProposalTable
              proposals={items}
              isStale={loaded.isStale}
              caption="Coding time by task and day"
              onEdit={setEditing}
              onDone={finish}
            />
            <Unassigned proposals={unassigned} isStale={loaded.isStale} onEdit={setEditing} onDone={finish} />
          </section>
        );
      }}
    </Loading>
  );
}

interface UnassignedProps {
  proposals: Proposal[];
  isStale: boolean;
  onEdit: (id: string) => void;
  onDone: (text: string | undefined) => void;
}

function Unassigned({ proposals, isStale, onEdit, onDone }: UnassignedProps) {
  if (proposals.length === 0) return null;
  return (
    <>
      <h3>Without a task</h3>
      <p class="small">Which task this time belongs to is never guessed. Assign it, or leave it out.</p>
      <ProposalTable
        proposals={proposals}
        isStale={isStale}
        caption="Coding time without a task"
        onEdit={onEdit}
        onDone={onDone}
      />
    </>
  );
}

function NoTime() {
  return (
    <div class="empty">
      <p>No coding time in this week.</p>
      <p>The extension counts it once you switch it on: run “Tickmark: Count Coding Time…” in VS Code.</p>
    </div>
  );
}
