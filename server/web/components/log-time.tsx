import { useState } from 'preact/hooks';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { formatDuration, parseDuration } from '../../../shared/duration.ts';
import { dayOf } from '../../../shared/sessions.ts';
import { newId } from '../browser/new-id.ts';
import { useNow } from '../browser/now.ts';
import { useSession } from '../browser/session.ts';
import { useAction } from '../browser/use-action.ts';
import type { Failure } from '../state/failure.ts';
import { FailureNote } from './failure-note.tsx';
import { Choice, Field } from './field.tsx';
import { Form } from './form.tsx';
import { Note } from './note.tsx';

type Person = readonly [id: string, name: string];

interface Props {
  /** Whose time it may be: oneself alone, unless one is an administrator. */
  people: readonly Person[];
  onLogged: () => void;
}

const nothing = { key: '', duration: '', text: '' };

/** Logs time by hand, for oneself, or as an administrator for somebody in the department. */
export function LogTime({ people, onLogged }: Props) {
  const { api, me, department } = useSession();
  const today = dayOf(useNow(), me.timeZone);
  const [typed, setTyped] = useState(nothing);
  const [day, setDay] = useState<string>();
  const [personId, setPersonId] = useState(me.id);
  // Kept until it is known what became of it, so that sending it again logs nothing twice.
  const [id, setId] = useState(newId);
  const [wrong, setWrong] = useState<Failure>();
  const [done, setDone] = useState<string>();
  const action = useAction();
  const submit = async () => {
    const length = parseDuration(typed.duration);
    setDone(undefined);
    setWrong(length.ok ? undefined : { code: length.code, detail: length.message, fix: '', field: 'seconds' });
    if (!length.ok || action.busy) return;
    const { key, text } = typed;
    const whose = personId === me.id ? {} : { personId };
    const when = day === undefined || day === today ? {} : { day };
    const body = { id, key: key.trim(), seconds: length.seconds, text, departmentId: department.id, ...whose, ...when };
    const worklog = await action.run<Worklog>(() => api.send('POST', '/worklogs', body));
    if (worklog === undefined) return;
    setId(newId());
    setTyped(nothing);
    const forWhom = personId === me.id ? '' : ` for ${worklog.person.name}`;
    setDone(`Logged ${formatDuration(worklog.seconds)} on ${worklog.key ?? 'the task'}${forWhom}.`);
    onLogged();
  };
  const failure = wrong ?? action.failure;
  const field = (name: keyof typeof nothing) => ({
    value: typed[name],
    failure,
    onValue: (value: string) => setTyped({ ...typed, [name]: value }),
  });
  return (
    <Form inline label="Log time" onSubmit={submit}>
      <Field label="Task" placeholder="NT-42" field="key" maxLength={100} {...field('key')} />
      <Field label="Duration" placeholder="1h 30m" field="seconds" maxLength={50} {...field('duration')} />
      <Field label="Text" field="text" maxLength={2000} {...field('text')} />
      <Field label="Day" type="date" field="day" value={day ?? today} failure={failure} onValue={setDay} />
      {people.length > 1 && <Choice label="Whose time" value={personId} options={people} onValue={setPersonId} />}
      <button
        type="submit"
        class="primary"
        disabled={typed.key.trim() === '' || typed.duration.trim() === '' || action.busy}
      >
        Log time
      </button>
      {personId !== me.id && <p class="hint">It is kept, and shown, that you logged it for them.</p>}
      <FailureNote title="Nothing was logged." failure={failure} />
      {done !== undefined && (
        <Note level="ok" role="status">
          {done}
        </Note>
      )}
    </Form>
  );
}
