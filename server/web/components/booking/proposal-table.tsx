import { useRef } from 'preact/hooks';
import type { Proposal } from '../../../../shared/api/booking.ts';
import { formatDuration } from '../../../../shared/duration.ts';
import { newId } from '../../browser/new-id.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { calendarDayText } from '../../state/format.ts';
import { Button } from '../button.tsx';
import { Duration } from '../duration.tsx';
import { FailureNote } from '../failure-note.tsx';
import { IssueLink } from '../issue-link.tsx';
import { Table, type Column } from '../table.tsx';

interface Props {
  caption: string;
  proposals: Proposal[];
  /** What is left is being read again: a button pressed now would ask for what is booked already. */
  isStale: boolean;
  onEdit: (id: string) => void;
  /** Something changed, with a sentence for the person. */
  onDone: (text: string | undefined) => void;
}

/** Days and tasks with what was tracked, what became of it, and what is left to log. */
export function ProposalTable({ caption, proposals, isStale, onEdit, onDone }: Props) {
  const { api, department } = useSession();
  const action = useAction();
  // Kept until it is known what became of a booking, so that pressing the button again books nothing twice.
  const ids = useRef(new Map<string, string>());
  if (proposals.length === 0) return null;

  const book = async ({ id, day, issue, proposedSeconds }: Proposal) => {
    const worklogId = ids.current.get(id) ?? newId();
    ids.current.set(id, worklogId);
    const body = { day, key: issue?.id, id: worklogId, seconds: proposedSeconds, departmentId: department.id };
    const booked = await action.run(() => api.send('POST', '/proposals/book', body));
    if (booked === undefined) return;
    ids.current.delete(id);
    onDone(`Booked ${formatDuration(proposedSeconds)} on ${issue?.key ?? 'the task'}.`);
  };
  const proposeAgain = async ({ day, source }: Proposal) => {
    const body = { day, source, isLeftOut: false, departmentId: department.id };
    if ((await action.run(() => api.send('POST', '/proposals/omit', body))) !== undefined) onDone(undefined);
  };

  const columns: readonly Column<Proposal>[] = [
    { head: 'Task', kind: 'first', cell: (proposal) => <What proposal={proposal} /> },
    { head: 'Day', kind: 'short', cell: ({ day }) => calendarDayText(day) },
    { head: 'Tracked', kind: 'number', cell: ({ trackedSeconds }) => <Duration seconds={trackedSeconds} /> },
    { head: 'Logged', kind: 'number', cell: (proposal) => <Logged proposal={proposal} /> },
    { head: 'To log', kind: 'number', cell: ({ proposedSeconds }) => <Duration seconds={proposedSeconds} /> },
    {
      head: 'Actions',
      kind: 'actions',
      cell: (proposal) => (
        <div class="buttons">
          {proposal.proposedSeconds > 0 && proposal.issue !== null && (
            <Button
              class="primary"
              disabled={action.busy || isStale}
              aria-label={named('Book', proposal)}
              onClick={() => void book(proposal)}
            >
              Book
            </Button>
          )}
          {proposal.proposedSeconds > 0 && (
            <Button
              disabled={action.busy || isStale}
              aria-label={named('Split or move', proposal)}
              onClick={() => onEdit(proposal.id)}
            >
              {proposal.issue === null ? 'Assign …' : 'Split or move …'}
            </Button>
          )}
          {proposal.leftOutSeconds > 0 && (
            <Button
              class="quiet"
              disabled={action.busy || isStale}
              aria-label={named('Propose again', proposal)}
              onClick={() => void proposeAgain(proposal)}
            >
              Propose again
            </Button>
          )}
        </div>
      ),
    },
  ];
  return (
    <>
      <FailureNote title="Nothing was booked." failure={action.failure} onRetry={() => onDone(undefined)} />
      <Table caption={caption} columns={columns} items={proposals} keyOf={({ id }) => id} />
    </>
  );
}

/** What a button is about, for those who hear it without the row. */
function named(verb: string, { issue, branches, day }: Proposal): string {
  return `${verb}: ${issue?.key ?? branches[0]?.branch ?? 'no branch'}, ${calendarDayText(day)}`;
}

function What({ proposal: { issue, branches } }: { proposal: Proposal }) {
  const names = branches.map(({ branch, repository }) => branch ?? `${repository}, no branch`);
  return (
    <>
      {issue !== null && <IssueLink url={issue.url} title={issue.title} keyText={issue.key} />}
      <p class="small path">{names.join(', ')}</p>
    </>
  );
}

function Logged({ proposal: { bookedSeconds, byHandSeconds, leftOutSeconds } }: { proposal: Proposal }) {
  const parts = [
    byHandSeconds > 0 ? `${formatDuration(byHandSeconds)} by hand` : '',
    leftOutSeconds > 0 ? `${formatDuration(leftOutSeconds)} left out` : '',
  ].filter((part) => part !== '');
  return (
    <>
      <Duration seconds={bookedSeconds} />
      {parts.length > 0 && <p class="small">{parts.join(', ')}</p>}
    </>
  );
}
