import { useEffect, useState } from 'preact/hooks';
import type { Person } from '../../../shared/api/people.ts';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { useSession } from '../browser/session.ts';
import { useList } from '../browser/use-list.ts';
import { useLoad } from '../browser/use-load.ts';
import type { ViewProps } from '../browser/view.ts';
import type { Page } from '../state/pages.ts';
import { worklogFilterOf, worklogParamsOf, worklogQueryOf } from '../state/worklog-filter.ts';
import { Listing } from './listing.tsx';
import { LogTime } from './log-time.tsx';
import { OneWorklog } from './one-worklog.tsx';
import { WorklogAttention } from './worklog-attention.tsx';
import { WorklogFilters } from './worklog-filters.tsx';
import { WorklogTable } from './worklog-table.tsx';
import { WorklogTotals } from './worklog-totals.tsx';

/** The hours that were booked, newest first, with what they add up to and how far each is on its way to Notion. */
export function Worklogs({ params, setParams }: ViewProps) {
  const { api, me } = useSession();
  const people = usePeople();
  const filter = worklogFilterOf(params, me.id);
  const query = worklogQueryOf(filter);
  const [logged, setLogged] = useState(0);
  const list = useList<Worklog>(api, '/worklogs', query);
  const shown = params['show'];
  const inList = list.value?.items.some(({ id }) => id === shown) === true;
  useEffect(() => {
    if (inList) document.querySelector('tr[aria-current]')?.scrollIntoView({ block: 'center' });
  }, [inList, shown]);
  const isNarrowed = Object.values(worklogParamsOf(filter, me.id)).some((text) => text !== undefined && text !== '');
  return (
    <>
      {shown !== undefined && list.value !== undefined && !inList && (
        <OneWorklog key={shown} id={shown} onClose={() => setParams(worklogParamsOf(filter, me.id))} />
      )}
      <WorklogAttention />
      <section class="card" aria-labelledby="log-time">
        <h2 id="log-time">Log time</h2>
        <LogTime
          people={people}
          onLogged={() => {
            list.reload();
            setLogged(logged + 1);
          }}
        />
      </section>
      <WorklogFilters
        filter={filter}
        people={people}
        onFilter={(chosen) => setParams({ ...worklogParamsOf(chosen, me.id), show: shown })}
      />
      <WorklogTotals query={query} version={logged} />
      <Listing
        noun="worklogs"
        list={list}
        empty={
          isNarrowed ? (
            <p>No worklog is like that.</p>
          ) : (
            <>
              <p>You have booked no time yet.</p>
              <p>Log it above, book your coding time under “Time”, or run “Tickmark: Log Time” in VS Code.</p>
            </>
          )
        }
      >
        {(items) => <WorklogTable items={items} marked={shown} who={filter.person !== me.id} />}
      </Listing>
    </>
  );
}

/** Whose worklogs one may see and log: for administrators everybody in the department. */
function usePeople(): readonly (readonly [id: string, name: string])[] {
  const { api, me, isAdministrator } = useSession();
  const loaded = useLoad<Page<Person>>(
    isAdministrator ? '/people' : '',
    (signal) =>
      isAdministrator
        ? api.get('/people', {}, signal)
        : Promise.resolve({ ok: true, value: { items: [], nextCursor: null } }),
    null,
  );
  const others = (loaded.value?.items ?? []).filter(({ id }) => id !== me.id);
  return [[me.id, `${me.name} (me)`], ...others.map(({ id, name }) => [id, name] as const)];
}
