import type { Issue } from '../../../shared/api/issues.ts';
import { branchNameFor } from '../../../shared/branch-name.ts';
import { useSession } from '../browser/session.ts';
import { useSync } from '../browser/sync.ts';
import { useReloadAfterSync } from '../browser/use-reload-after-sync.ts';
import { useList } from '../browser/use-list.ts';
import type { ViewProps } from '../browser/view.ts';
import { fewOf, hoursOf } from '../state/format.ts';
import { isFiltered, issueFilterOf, issueParamsOf, issueQueryOf } from '../state/issue-filter.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { IssueStatus } from './default-status.tsx';
import { Listing } from './listing.tsx';
import { IssueLink } from './issue-link.tsx';
import { SyncPanel } from './sync-panel.tsx';
import { StatusHistory } from './status-history.tsx';
import { Table, type Column } from './table.tsx';
import { TaskFilters } from './task-filters.tsx';

/** The tasks of the department, last edited first. */
export function Tasks({ params, setParams }: ViewProps) {
  const { api } = useSession();
  const { connection, lastRun } = useSync();
  const filter = issueFilterOf(params);
  const list = useList<Issue>(api, '/issues', issueQueryOf(filter));
  useReloadAfterSync(list.reload);
  if (connection?.state === 'not_connected') return null;
  return (
    <>
      <SyncPanel />
      <TaskFilters filter={filter} onFilter={(changed) => setParams(issueParamsOf(changed))} />
      <Listing
        noun="tasks"
        list={list}
        empty={
          isFiltered(filter) ? (
            <>
              <p>No task fits this filter.</p>
              <Button onClick={() => setParams({})}>Show all tasks</Button>
            </>
          ) : (
            <p>{lastRun?.state === 'done' ? nothingShared : 'No tasks yet. They appear when Notion has been read.'}</p>
          )
        }
      >
        {(items) => <Table caption="Tasks" columns={columns} items={items} keyOf={({ id }) => id} />}
      </Listing>
    </>
  );
}

const nothingShared =
  'The database has no pages that the connection can see. Add one, or share the database with the connection.';

const columns: readonly Column<Issue>[] = [
  { head: 'Key', cell: (issue) => <Key issue={issue} /> },
  { head: 'Title', kind: 'first', cell: (issue) => <Title issue={issue} /> },
  { head: 'Status', cell: (issue) => <Status issue={issue} /> },
  { head: 'Assignees', cell: (issue) => <Assignees issue={issue} /> },
  {
    head: 'Estimate',
    kind: 'number',
    cell: ({ estimateSeconds }) => (estimateSeconds === null ? '–' : `${hoursOf(estimateSeconds)} h`),
  },
  {
    head: 'Spent',
    kind: 'number',
    cell: ({ spentSeconds }) => (spentSeconds === 0 ? '–' : `${hoursOf(spentSeconds)} h`),
  },
];

function Key({ issue: { key, title } }: { issue: Issue }) {
  if (key === null) return <span class="muted">no key</span>;
  return (
    <span class="key">
      {key}
      <CopyButton text={branchNameFor(key, title)} label={`Copy a branch name for ${key}`} />
    </span>
  );
}

function Status({ issue: { id, status, defaultStatus } }: { issue: Issue }) {
  return (
    <>
      <IssueStatus name={status} status={defaultStatus} />
      <StatusHistory issueId={id} />
    </>
  );
}

function Assignees({ issue: { assignees } }: { issue: Issue }) {
  const names = assignees.map(({ name, email }) => name ?? email ?? 'somebody');
  return <span title={names.join(', ')}>{fewOf(names)}</span>;
}

const stateNotes: Record<Exclude<Issue['state'], 'active'>, string> = {
  trashed: 'in the trash',
  archived: 'archived',
  moved: 'moved to another database',
  inaccessible: 'no longer shared',
};

function Title({ issue: { title, url, state } }: { issue: Issue }) {
  return (
    <>
      <IssueLink url={url} title={title} />
      {state !== 'active' && <span class="tag">{stateNotes[state]}</span>}
    </>
  );
}
