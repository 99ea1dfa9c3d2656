import { useEffect } from 'preact/hooks';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { useSession } from '../browser/session.ts';
import { useList } from '../browser/use-list.ts';
import type { ViewProps } from '../browser/view.ts';
import { Choice } from './field.tsx';
import { Listing } from './listing.tsx';
import { OneWorklog } from './one-worklog.tsx';
import { WorklogAttention } from './worklog-attention.tsx';
import { WorklogTable } from './worklog-table.tsx';

const options = [
  ['', 'Any state'],
  ['pending', 'On their way'],
  ['blocked', 'Blocked'],
  ['needs_review', 'Needing you'],
  ['done', 'In Notion'],
] as const;

/** The hours a person booked, newest first, each with how far it is on its way to Notion. */
export function Worklogs({ params, setParams }: ViewProps) {
  const { api, me } = useSession();
  const state = options.find(([value]) => value === params['state'])?.[0] ?? '';
  const list = useList<Worklog>(api, '/worklogs', { personId: me.id, state });
  const shown = params['show'];
  const inList = list.value?.items.some(({ id }) => id === shown) === true;
  useEffect(() => {
    if (inList) document.querySelector('tr[aria-current]')?.scrollIntoView({ block: 'center' });
  }, [inList, shown]);
  return (
    <>
      {shown !== undefined && list.value !== undefined && !inList && (
        <OneWorklog key={shown} id={shown} onClose={() => setParams({ state })} />
      )}
      <WorklogAttention />
      <div class="filters">
        <Choice
          label="Show"
          value={state}
          options={options}
          onValue={(chosen) => setParams({ state: chosen, show: shown })}
        />
      </div>
      <Listing
        noun="worklogs"
        list={list}
        empty={
          state === '' ? (
            <>
              <p>You have booked no time yet.</p>
              <p>In VS Code run “Tickmark: Log Time” on a branch that is linked to a task.</p>
            </>
          ) : (
            <p>No worklog of yours is in this state.</p>
          )
        }
      >
        {(items) => <WorklogTable items={items} marked={shown} />}
      </Listing>
    </>
  );
}
