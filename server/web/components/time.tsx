import { useState } from 'preact/hooks';
import type { Time as TimeAnswer } from '../../../shared/api/heartbeats.ts';
import type { Issue } from '../../../shared/api/issues.ts';
import { useNow } from '../browser/now.ts';
import { useSession } from '../browser/session.ts';
import { useLoad } from '../browser/use-load.ts';
import { hrefOf } from '../state/route.ts';
import { weekOf, weekText, type Week } from '../state/week.ts';
import { AutomaticBooking } from './booking/automatic.tsx';
import { Proposals } from './booking/proposals.tsx';
import { Button } from './button.tsx';
import { Duration } from './duration.tsx';
import { Loading } from './listing.tsx';
import { IssueLink } from './issue-link.tsx';
import { Table, type Column } from './table.tsx';

type Item = TimeAnswer['items'][number];
type Titles = ReadonlyMap<string, Issue>;

/** A person's own coding time, week by week: what is to be logged of it, and what was tracked. */
export function Time() {
  const { me } = useSession();
  const nowMs = useNow();
  const [weeksBack, setWeeksBack] = useState(0);
  const week = weekOf(nowMs, me.timeZone, weeksBack);
  return (
    <>
      <div class="row weeks">
        <Button aria-label="Week before" onClick={() => setWeeksBack(weeksBack + 1)}>
          ‹
        </Button>
        <h2 aria-live="polite">
          {weeksBack === 0 ? 'This week' : 'Week'}, {weekText(week)}
        </h2>
        <Button aria-label="Week after" disabled={weeksBack === 0} onClick={() => setWeeksBack(weeksBack - 1)}>
          ›
        </Button>
      </div>
      <Proposals key={`to log ${week.firstDay}`} week={week} />
      <WeekTable key={week.firstDay} week={week} />
      <AutomaticBooking />
    </>
  );
}

function WeekTable({ week }: { week: Week }) {
  const { api } = useSession();
  const query = {
    from: new Date(week.startMs).toISOString(),
    to: new Date(week.endMs).toISOString(),
    groupBy: 'issue',
  };
  const loaded = useLoad<TimeAnswer>(week.firstDay, (signal) => api.get('/time', query, signal));
  const titles = useTitles(loaded.value?.items ?? []);
  return (
    <Loading noun="coding time" loaded={loaded}>
      {({ items, totalSeconds }) =>
        items.length > 0 && (
          <>
            <p class="total">
              <Duration seconds={totalSeconds} /> <span class="muted">of coding time in all</span>
            </p>
            <Table
              caption="Coding time by task"
              columns={columnsWith(titles)}
              items={items}
              keyOf={({ issueId }) => issueId ?? ''}
            />
          </>
        )
      }
    </Loading>
  );
}

function columnsWith(titles: Titles): readonly Column<Item>[] {
  return [
    { head: 'Task', kind: 'first', cell: (item) => <Task item={item} issue={titles.get(item.issueId ?? '')} /> },
    { head: 'Coding time', kind: 'number', cell: ({ seconds }) => <Duration seconds={seconds} /> },
  ];
}

function Task({ item: { issueId, key }, issue }: { item: Item; issue: Issue | undefined }) {
  if (issueId === null)
    return (
      <>
        <span class="tag plain">unlinked</span>
        <p class="small">
          On branches without a task. See why under <a href={hrefOf('branches', { linked: 'false' })}>Branches</a>.
        </p>
      </>
    );
  if (issue === undefined) return <b>{key ?? 'A task without a key'}</b>;
  return <IssueLink url={issue.url} title={issue.title} keyText={key} />;
}

/** Most tasks whose titles are read; nobody works on more in a week. */
const mostTitles = 40;

/** The tasks behind the ids of the answer; the keys are enough until they are there. */
function useTitles(items: readonly Item[]): Titles {
  const { api } = useSession();
  const ids = items.flatMap(({ issueId }) => issueId ?? []).slice(0, mostTitles);
  const loaded = useLoad<Titles>(
    ids.join(),
    async (signal) => {
      const read = (id: string) => api.get<Issue>(`/issues/${id}`, {}, signal);
      const answers = await Promise.all(ids.map(read));
      const issues = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
      return { ok: true, value: new Map(issues.map((issue) => [issue.id, issue])) };
    },
    null,
  );
  return loaded.value ?? new Map();
}
