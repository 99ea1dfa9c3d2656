import { useDebounced } from '../browser/use-debounced.ts';
import type { IssueFilter } from '../state/issue-filter.ts';
import { defaultStatuses, readDefaultStatus, statusLabel } from '../state/statuses.ts';
import { Check, Choice, Field } from './field.tsx';

interface Props {
  filter: IssueFilter;
  onFilter: (filter: IssueFilter) => void;
}

const options = [
  ['', 'Any status'] as const,
  ...defaultStatuses.map((status) => [status as string, statusLabel(status)] as const),
];

/** Search, status, and whose tasks. What is chosen stands in the address and can be shared. */
export function TaskFilters({ filter, onFilter }: Props) {
  const [search, setSearch] = useDebounced(filter.search, (text) => onFilter({ ...filter, search: text }));
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Field
        label="Search key or title"
        type="search"
        placeholder="NT-42 or sign-in"
        maxLength={200}
        value={search}
        onValue={setSearch}
      />
      <Choice
        label="Status"
        value={filter.defaultStatus ?? ''}
        options={options}
        onValue={(value) => onFilter({ ...filter, search, defaultStatus: readDefaultStatus(value) })}
      />
      <Check label="Only mine" checked={filter.mine} onChecked={(mine) => onFilter({ ...filter, search, mine })} />
    </form>
  );
}
