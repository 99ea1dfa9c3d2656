import { useState } from 'preact/hooks';
import type { BookingSetting } from '../../../../shared/api/booking.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { useLoad } from '../../browser/use-load.ts';
import { calendarDayText } from '../../state/format.ts';
import { FailureNote } from '../failure-note.tsx';
import { Check, Field } from '../field.tsx';
import { Form } from '../form.tsx';
import { Loading } from '../listing.tsx';
import { Note } from '../note.tsx';
import { Section } from '../settings/section.tsx';

/** When the server books one's coding time by itself. Off until one switches it on. */
export function AutomaticBooking() {
  const { api } = useSession();
  const loaded = useLoad<BookingSetting>('/me/booking', (signal) => api.get('/me/booking', {}, signal), null);
  return (
    <Section title="Book by itself">
      <Loading noun="setting" loaded={loaded}>
        {(setting) => <AutomaticForm setting={setting} onSaved={loaded.setValue} />}
      </Loading>
    </Section>
  );
}

const kinds = [
  ['daily', 'Every day'],
  ['on_leave', 'When I have left the branch of a task, or stopped working, for some minutes'],
  ['on_done', 'When the task is done'],
] as const;

interface Props {
  setting: BookingSetting;
  onSaved: (setting: BookingSetting) => void;
}

function AutomaticForm({ setting, onSaved }: Props) {
  const { api, me } = useSession();
  const [draft, setDraft] = useState(setting);
  const [saved, setSaved] = useState(false);
  const action = useAction();
  const toggle = (kind: BookingSetting['automatic'][number], isOn: boolean) => {
    const others = draft.automatic.filter((one) => one !== kind);
    setSaved(false);
    setDraft({ ...draft, automatic: isOn ? [...others, kind] : others });
  };
  const submit = async () => {
    if (action.busy) return;
    const { automatic, at, text } = draft;
    const now = await action.run<BookingSetting>(() => api.send('PATCH', '/me/booking', { automatic, at, text }));
    if (now === undefined) return;
    setDraft(now);
    onSaved(now);
    setSaved(true);
  };
  return (
    <Form onSubmit={submit}>
      {kinds.map(([kind, label]) => (
        <Check
          key={kind}
          label={label}
          checked={draft.automatic.includes(kind)}
          onChecked={(isOn) => toggle(kind, isOn)}
        />
      ))}
      <div class="pair">
        <Field
          label="Time of day"
          type="time"
          field="at"
          disabled={!draft.automatic.includes('daily')}
          value={draft.at}
          failure={action.failure}
          onValue={(at) => setDraft({ ...draft, at })}
          hint={`In ${me.timeZone.replaceAll('_', ' ')}.`}
        />
        <Field
          label="Text of these worklogs"
          field="text"
          maxLength={1000}
          value={draft.text}
          failure={action.failure}
          onValue={(text) => setDraft({ ...draft, text })}
          hint="{branch} is filled in with the words of the branch, {key} and {title} with the task’s. Empty: hours alone."
        />
      </div>
      <p class="hint">
        {setting.sinceDay === null
          ? 'Off. Nothing is booked unless you book it. Switched on, it books from that day on.'
          : `Time since ${calendarDayText(setting.sinceDay)} is booked by itself; earlier time stays for you to book.`}
      </p>
      <FailureNote title="Nothing was saved." failure={action.failure} />
      {saved && (
        <Note level="ok" role="status">
          Saved.
        </Note>
      )}
      <div class="buttons">
        <button type="submit" disabled={action.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}
