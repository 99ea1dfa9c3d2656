import type { Department, StatusMapping } from '../../../../shared/api/departments.ts';
import { useSession } from '../../browser/session.ts';
import { useSync } from '../../browser/sync.ts';
import { useAction } from '../../browser/use-action.ts';
import { useReloadAfterSync } from '../../browser/use-reload-after-sync.ts';
import { useLoad } from '../../browser/use-load.ts';
import { defaultStatuses, readDefaultStatus, statusLabel } from '../../state/statuses.ts';
import { DefaultStatus } from '../default-status.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Check, Choice } from '../field.tsx';
import { Loading } from '../listing.tsx';
import { Table, type Column } from '../table.tsx';
import { Section } from './section.tsx';

const options = [
  ['', 'By the rules'] as const,
  ...defaultStatuses.map((status) => [status as string, statusLabel(status)] as const),
];

/** Every status of the database, what it is taken for, and why; an administrator may decide otherwise. */
export function Statuses() {
  const { api, department } = useSession();
  const { connection } = useSync();
  const names = new Map(connection?.sources.map(({ id, name }) => [id, name]));
  const path = `/departments/${department.id}/statuses`;
  const loaded = useLoad<{ items: StatusMapping[] }>(path, (signal) => api.get(path, {}, signal));
  useReloadAfterSync(loaded.reload);
  const action = useAction();
  const decide = async ({ sourceId, optionId }: StatusMapping, text: string) => {
    const defaultStatus = readDefaultStatus(text) ?? null;
    const address = `${path}/${sourceId}/${encodeURIComponent(optionId)}`;
    await action.run(() => api.send('PUT', address, { defaultStatus }));
    loaded.reload();
  };
  const sourceOf = ({ sourceId }: StatusMapping) => names.get(sourceId);
  const columns: readonly Column<StatusMapping>[] = [
    { head: 'Status', kind: 'first', cell: ({ name }) => name },
    ...(names.size > 1 ? [{ head: 'Data source', cell: sourceOf }] : []),
    { head: 'Taken for', cell: ({ defaultStatus }) => <DefaultStatus status={defaultStatus} /> },
    { head: 'Why', kind: 'wide', cell: ({ explanation }) => <span class="small">{explanation}</span> },
    {
      head: 'Decide',
      cell: (mapping) => (
        <Choice
          quiet
          label={`What ${mapping.name} means`}
          value={mapping.override ?? ''}
          options={options}
          disabled={action.busy}
          onValue={(text) => void decide(mapping, text)}
        />
      ),
    },
  ];
  return (
    <Section title="Statuses">
      <UseGroups onChanged={loaded.reload} />
      <FailureNote title="Nothing was changed." failure={action.failure} />
      <Loading noun="statuses" loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">
              The database has no status to understand. Add a property called Status, of type Status, in Notion.
            </p>
          ) : (
            <Table
              caption="Statuses"
              columns={columns}
              items={items}
              keyOf={({ sourceId, optionId }) => `${sourceId} ${optionId}`}
            />
          )
        }
      </Loading>
    </Section>
  );
}

function UseGroups({ onChanged }: { onChanged: () => void }) {
  const { api, department } = useSession();
  const path = `/departments/${department.id}`;
  const loaded = useLoad<Department>(path, (signal) => api.get(path, {}, signal));
  const action = useAction();
  const change = async (useStatusGroups: boolean) => {
    const changed = await action.run<Department>(() => api.send('PATCH', path, { useStatusGroups }));
    if (changed !== undefined) loaded.setValue(changed);
    onChanged();
  };
  return (
    <>
      <Check
        label="Let the group in Notion (To-do, In progress, Complete) decide when no word of the name fits"
        checked={loaded.value?.useStatusGroups ?? false}
        disabled={loaded.value === undefined || action.busy}
        onChecked={(checked) => void change(checked)}
      />
      <FailureNote title="Nothing was changed." failure={action.failure} />
    </>
  );
}
