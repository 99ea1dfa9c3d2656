import { useState } from 'preact/hooks';
import type { Totals } from '../../../shared/api/worklog-lists.ts';
import { saveFile } from '../browser/save-file.ts';
import { useSession } from '../browser/session.ts';
import { useAction } from '../browser/use-action.ts';
import { useLoad } from '../browser/use-load.ts';
import { calendarDayText, counted, hoursOf } from '../state/format.ts';
import { queryOf } from '../state/route.ts';
import { Button } from './button.tsx';
import { Duration } from './duration.tsx';
import { FailureNote } from './failure-note.tsx';
import { Choice } from './field.tsx';
import { Loading } from './listing.tsx';
import { Table, type Column } from './table.tsx';

type Item = Totals['items'][number];
type GroupBy = 'issue' | 'person' | 'day';

const groupings = [
  ['issue', 'By task'],
  ['day', 'By day'],
  ['person', 'By person'],
] as const;
const heads: Record<GroupBy, string> = { issue: 'Task', day: 'Day', person: 'Person' };

interface Props {
  query: Record<string, string>;
  /** Another one asks again at once. */
  version: number;
}

/** What the shown worklogs add up to, and a way to take them along. */
export function WorklogTotals({ query, version }: Props) {
  const { api } = useSession();
  const [groupBy, setGroupBy] = useState<GroupBy>('issue');
  const question = { ...query, groupBy };
  const loaded = useLoad<Totals>(queryOf({ ...question, version }), (signal) =>
    api.get('/worklogs/totals', question, signal),
  );
  return (
    <section class="card" aria-label="Totals">
      <div class="row">
        <h2>
          Total{' '}
          {loaded.value !== undefined && (
            <>
              <Duration seconds={loaded.value.totalSeconds} />{' '}
              <span class="muted small">
                ({hoursOf(loaded.value.totalSeconds)} h, {counted(loaded.value.count, 'worklog')})
              </span>
            </>
          )}
        </h2>
        <Choice label="Totals" quiet value={groupBy} options={groupings} onValue={setGroupBy} />
        <Downloads query={query} />
      </div>
      <Loading noun="totals" loaded={loaded}>
        {({ items, others }) => (
          <>
            {items.length > 0 && (
              <Table
                caption={`Totals ${groupings.find(([value]) => value === groupBy)?.[1].toLowerCase() ?? ''}`}
                columns={columnsOf(groupBy)}
                items={items}
                keyOf={({ issue, person, day }) => issue?.id ?? person?.id ?? day ?? ''}
              />
            )}
            {others.groups > 0 && (
              <p class="small">
                And <Duration seconds={others.seconds} /> in {others.groups} more, which the download has.
              </p>
            )}
          </>
        )}
      </Loading>
    </section>
  );
}

function columnsOf(groupBy: GroupBy): readonly Column<Item>[] {
  return [
    { head: heads[groupBy], kind: 'first', cell: (item) => nameOf(item) },
    { head: 'Worklogs', kind: 'number', cell: ({ count }) => count },
    { head: 'Time', kind: 'number', cell: ({ seconds }) => <Duration seconds={seconds} /> },
  ];
}

function nameOf({ issue, person, day }: Item) {
  if (day !== null) return calendarDayText(day);
  if (person !== null) return person.name;
  return (
    <>
      <b>{issue?.key}</b> {issue?.title}
    </>
  );
}

/** The files of the shown worklogs. CSV begins with the mark that spreadsheets need to read its letters right. */
function Downloads({ query }: { query: Record<string, string> }) {
  const { api } = useSession();
  const action = useAction();
  const save = async (format: 'csv' | 'json') => {
    const file = await action.run(() => api.file('/worklogs/export', { ...query, format, bom: 'true' }));
    if (file !== undefined) saveFile(file, `worklogs.${format}`);
  };
  return (
    <>
      <div class="buttons">
        <Button disabled={action.busy} onClick={() => void save('csv')}>
          Download CSV
        </Button>
        <Button disabled={action.busy} onClick={() => void save('json')}>
          Download JSON
        </Button>
      </div>
      <FailureNote title="Nothing was downloaded." failure={action.failure} />
    </>
  );
}
