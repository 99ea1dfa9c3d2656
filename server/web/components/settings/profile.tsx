import { useState } from 'preact/hooks';
import type { Me } from '../../../../shared/api/people.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { zonesWith } from '../../browser/time-zones.ts';
import { Button } from '../button.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Check, Choice, Field } from '../field.tsx';
import { Form } from '../form.tsx';
import { Note } from '../note.tsx';
import { Section } from './section.tsx';

/** One's own name and time zone, and whether one hides from colleagues. */
export function Profile() {
  const { api, me, setMe } = useSession();
  const [name, setName] = useState(me.name);
  const [timeZone, setTimeZone] = useState(me.timeZone);
  const [hides, setHides] = useState(me.hidesFromColleagues);
  const [saved, setSaved] = useState(false);
  const action = useAction();
  const changed = name.trim() !== me.name || timeZone !== me.timeZone || hides !== me.hidesFromColleagues;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = async () => {
    if (!changed || action.busy) return;
    const now = await action.run<Me>(() =>
      api.send('PATCH', '/me', { name: name.trim(), timeZone, hidesFromColleagues: hides }),
    );
    if (now === undefined) return;
    setMe(now);
    setSaved(true);
  };
  return (
    <Section title="Me">
      <Form inline onSubmit={submit}>
        <Field
          label="Name"
          field="name"
          autocomplete="name"
          maxLength={200}
          value={name}
          onValue={setName}
          failure={action.failure}
        />
        <Choice
          label="Time zone"
          value={timeZone}
          options={zonesWith(me.timeZone).map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
          onValue={setTimeZone}
        />
        <Check label="Do not name me where others see who works on a task" checked={hides} onChecked={setHides} />
        <button type="submit" disabled={!changed || name.trim() === '' || action.busy}>
          Save
        </button>
        <p class="hint">
          Your days begin at midnight in this time zone.
          {here !== timeZone && (
            <>
              {' '}
              This browser is in {here.replaceAll('_', ' ')}.{' '}
              <Button class="link" onClick={() => setTimeZone(here)}>
                Use that
              </Button>
            </>
          )}
        </p>
        <FailureNote title="Nothing was saved." failure={action.failure} />
        {saved && !changed && (
          <Note level="ok" role="status">
            Saved.
          </Note>
        )}
      </Form>
    </Section>
  );
}
