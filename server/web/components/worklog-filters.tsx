import { useDebounced } from '../browser/use-debounced.ts';
import { worklogStates, type WorklogFilter } from '../state/worklog-filter.ts';
import { Choice, Field } from './field.tsx';

interface Props {
  filter: WorklogFilter;
  onFilter: (filter: WorklogFilter) => void;
  /** Whose worklogs there are to choose from. */
  people: readonly (readonly [id: string, name: string])[];
}

/** Whose worklogs, of which task and days, and how far they are. What is chosen stands in the address. */
export function WorklogFilters({ filter, onFilter, people }: Props) {
  const [key, setKey] = useDebounced(filter.key, (text) => onFilter({ ...filter, key: text }));
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      {people.length > 1 && (
        <Choice
          label="Person"
          value={filter.person}
          options={[['all', 'Everybody'], ...people]}
          onValue={(person) => onFilter({ ...filter, key, person })}
        />
      )}
      <Field label="Task" placeholder="NT-42" maxLength={100} value={key} onValue={setKey} />
      <Field
        label="First day"
        type="date"
        value={filter.fromDay}
        onValue={(fromDay) => onFilter({ ...filter, key, fromDay })}
      />
      <Field
        label="Last day"
        type="date"
        value={filter.toDay}
        onValue={(toDay) => onFilter({ ...filter, key, toDay })}
      />
      <Choice
        label="Show"
        value={filter.state}
        options={worklogStates.map(([value, text]) => [value as string, text] as const)}
        onValue={(state) => onFilter({ ...filter, key, state })}
      />
    </form>
  );
}
