import type { Worklog } from '../../../shared/api/worklogs.ts';
import { calendarDayText } from '../state/format.ts';
import { hrefOf } from '../state/route.ts';
import { Duration } from './duration.tsx';
import { LongText } from './long-text.tsx';
import { Table, type Column } from './table.tsx';
import { WorklogHistory } from './worklog-history.tsx';
import { WorklogReview } from './worklog-review.tsx';
import { WorklogStateCell } from './worklog-state.tsx';

/** Worklogs as a table; `who` adds whose they are. */
export function WorklogTable({ items, marked, who }: { items: Worklog[]; marked?: string | undefined; who?: boolean }) {
  const columns: Column<Worklog>[] = [
    { head: 'Day', kind: 'short', cell: ({ day }) => calendarDayText(day) },
    ...(who === true ? [{ head: 'Person', cell: ({ person }: Worklog) => person.name }] : []),
    {
      head: 'Task',
      kind: 'short',
      cell: ({ key }) => (key === null ? '–' : <a href={hrefOf('tasks', { search: key })}>{key}</a>),
    },
    { head: 'Duration', kind: 'number', cell: ({ seconds }) => <Duration seconds={seconds} /> },
    {
      head: 'Text',
      kind: 'wide',
      cell: (worklog) => <Said worklog={worklog} />,
    },
    {
      head: 'State',
      cell: (worklog) => (
        <>
          <WorklogStateCell worklog={worklog} />
          {worklog.comment.state === 'needs_review' && <WorklogReview id={worklog.id} />}
          <WorklogHistory id={worklog.id} />
        </>
      ),
    },
  ];
  return (
    <Table
      caption="Worklogs"
      columns={columns}
      items={items}
      keyOf={({ id }) => id}
      marked={({ id }) => id === marked}
    />
  );
}

function Said({ worklog: { text, key, origin, trackedOn, bookedBy, isAutomatic } }: { worklog: Worklog }) {
  const from = [
    isAutomatic ? 'Booked by itself.' : '',
    origin === 'coding_time' && trackedOn?.key !== key
      ? `Tracked on ${trackedOn?.key ?? 'a branch without a task'}.`
      : '',
    bookedBy === null ? '' : `Booked by ${bookedBy.name}.`,
  ].filter((part) => part !== '');
  return (
    <>
      {text === '' ? <span class="muted">no text</span> : <LongText text={text} />}
      {from.length > 0 && <p class="small">{from.join(' ')}</p>}
    </>
  );
}
