import { useState } from 'preact/hooks';
import type { Person, Role } from '../../../../shared/api/people.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { FailureNote } from '../failure-note.tsx';
import { Choice, Field } from '../field.tsx';
import { Form } from '../form.tsx';

const roles = [
  ['developer', 'Developer'],
  ['administrator', 'Administrator'],
] as const;

/** Adds a person to the department. */
export function NewPerson({ onAdded }: { onAdded: (person: Person) => void }) {
  const { api, department } = useSession();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('developer');
  const action = useAction();
  const submit = async () => {
    if (name.trim() === '' || action.busy) return;
    const address = email.trim() === '' ? {} : { email: email.trim() };
    const body = { departmentId: department.id, name: name.trim(), role, ...address };
    const person = await action.run<Person>(() => api.send('POST', '/people', body));
    if (person === undefined) return;
    setName('');
    setEmail('');
    setRole('developer');
    onAdded(person);
  };
  return (
    <Form inline label="Add a person" onSubmit={submit}>
      <Field
        label="Name"
        field="name"
        autocomplete="off"
        maxLength={200}
        value={name}
        onValue={setName}
        failure={action.failure}
      />
      <Field
        label="E-mail, as in Notion"
        type="email"
        field="email"
        autocomplete="off"
        maxLength={320}
        value={email}
        onValue={setEmail}
        failure={action.failure}
      />
      <Choice label="Role" value={role} options={roles} onValue={setRole} />
      <button type="submit" disabled={name.trim() === '' || action.busy}>
        Add person
      </button>
      <FailureNote title="Nobody was added." failure={action.failure} />
    </Form>
  );
}
