import { useState } from 'preact/hooks';
import type { Department } from '../../../../shared/api/departments.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { useLoad } from '../../browser/use-load.ts';
import { FailureNote } from '../failure-note.tsx';
import { Choice } from '../field.tsx';
import { Form } from '../form.tsx';
import { Loading } from '../listing.tsx';
import { Note } from '../note.tsx';
import { Section } from './section.tsx';

const steps = [
  ['0', 'Not at all'],
  ['5', 'To 5 minutes'],
  ['6', 'To 6 minutes'],
  ['15', 'To 15 minutes'],
] as const;
const modes = [
  ['nearest', 'To the nearest'],
  ['up', 'Up'],
] as const;

/** How the tracked time of the department is rounded when it is booked. */
export function Rounding() {
  const { api, department } = useSession();
  const address = `/departments/${department.id}`;
  const loaded = useLoad<Department>(address, (signal) => api.get(address, {}, signal), null);
  return (
    <Section title="Rounding of coding time">
      <Loading noun="rounding" loaded={loaded}>
        {(value) => <RoundingForm department={value} onSaved={loaded.setValue} />}
      </Loading>
    </Section>
  );
}

interface Props {
  department: Department;
  onSaved: (department: Department) => void;
}

function RoundingForm({ department: { id, rounding }, onSaved }: Props) {
  const { api } = useSession();
  const [draft, setDraft] = useState(rounding);
  const [saved, setSaved] = useState(false);
  const action = useAction();
  const changed = draft.minutes !== rounding.minutes || draft.mode !== rounding.mode;
  const submit = async () => {
    if (!changed || action.busy) return;
    const now = await action.run<Department>(() => api.send('PATCH', `/departments/${id}`, { rounding: draft }));
    if (now === undefined) return;
    onSaved(now);
    setSaved(true);
  };
  return (
    <Form inline onSubmit={submit}>
      <Choice
        label="Round"
        value={steps.find(([minutes]) => Number(minutes) === draft.minutes)?.[0] ?? '0'}
        options={steps}
        onValue={(minutes) => setDraft({ ...draft, minutes: Number(minutes) as typeof draft.minutes })}
      />
      <Choice
        label="How"
        value={draft.mode}
        options={modes}
        disabled={draft.minutes === 0}
        onValue={(mode) => setDraft({ ...draft, mode })}
      />
      <button type="submit" disabled={!changed || action.busy}>
        Save
      </button>
      <p class="hint">
        What is rounded is the sum of a task and day, so small bookings do not add up to more. Time logged by hand is
        never rounded.
      </p>
      <FailureNote title="Nothing was saved." failure={action.failure} />
      {saved && !changed && (
        <Note level="ok" role="status">
          Saved.
        </Note>
      )}
    </Form>
  );
}
