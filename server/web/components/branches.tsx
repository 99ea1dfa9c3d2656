import type { Branch } from '../../../shared/api/branches.ts';
import { useSession } from '../browser/session.ts';
import { useReloadAfterSync } from '../browser/use-reload-after-sync.ts';
import { useList } from '../browser/use-list.ts';
import type { ViewProps } from '../browser/view.ts';
import { Ago } from './ago.tsx';
import { Choice } from './field.tsx';
import { Listing } from './listing.tsx';
import { IssueLink } from './issue-link.tsx';
import { Table, type Column } from './table.tsx';

const options = [
  ['', 'All branches'],
  ['true', 'Linked to a task'],
  ['false', 'Unlinked'],
] as const;

/** The branches that editors have seen, each with its task or the reason why it has none. */
export function Branches({ params, setParams }: ViewProps) {
  const { api } = useSession();
  const chosen = options.find(([value]) => value === params['linked'])?.[0] ?? '';
  const list = useList<Branch>(api, '/branches', { linked: chosen });
  useReloadAfterSync(list.reload);
  return (
    <>
      <div class="filters">
        <Choice label="Show" value={chosen} options={options} onValue={(linked) => setParams({ linked })} />
      </div>
      <Listing
        noun="branches"
        list={list}
        empty={
          chosen === '' ? (
            <>
              <p>No branch was seen yet.</p>
              <p>
                Install the Tickmark extension in VS Code, run “Tickmark: Sign In”, and open a repository. A branch
                named like <code>feature/NT-42-login</code> is linked to task NT-42.
              </p>
            </>
          ) : (
            <p>{chosen === 'true' ? 'No branch is linked to a task yet.' : 'Every branch is linked to a task.'}</p>
          )
        }
      >
        {(items) => <Table caption="Branches" columns={columns} items={items} keyOf={({ id }) => id} />}
      </Listing>
    </>
  );
}

const columns: readonly Column<Branch>[] = [
  { head: 'Repository', cell: ({ repository }) => <span class="path">{repository}</span> },
  { head: 'Branch', kind: 'first', cell: (branch) => <Name branch={branch} /> },
  { head: 'Task', kind: 'wide', cell: (branch) => <Link branch={branch} /> },
  { head: 'Last seen', kind: 'short', cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} /> },
];

function Name({ branch: { branch, endedAt } }: { branch: Branch }) {
  return (
    <>
      <code class="path">{branch}</code>
      {endedAt !== null && <span class="tag">deleted</span>}
    </>
  );
}

function Link({ branch: { issue, rule, reason, rejected } }: { branch: Branch }) {
  if (issue !== null)
    return (
      <>
        <IssueLink url={issue.url} title={issue.title} keyText={issue.key} />
        {rule !== 'number' && <p class="small">{reason}</p>}
      </>
    );
  const others = rejected.filter(({ text }) => !reason.includes(text));
  return (
    <>
      <span class="tag plain">{rule === 'waiting' ? 'unlinked, waiting' : 'unlinked'}</span>
      <p class="small">
        {reason}
        {others.map(({ text, reason: why }) => ` “${text}” does not count: ${why}.`)}
      </p>
    </>
  );
}
