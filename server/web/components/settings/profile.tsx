import { useState } from 'preact/hooks';
import type { Me } from '../../../../shared/api/people.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { zonesWith } from '../../browser/time-zones.ts';
import { FailureNote } from '../failure-note.tsx';
import { Choice, Field } from '../field.tsx';

/** One's own name and time zone. */
export function Profile() {
  const { api, me, setMe } = useSession();
  const [name, setName] = useState(me.name);
  const [timeZone, setTimeZone] = useState(me.timeZone);
  const [saved, setSaved] = useState(false);
  const action = useAction();
  const changed = name.trim() !== me.name || timeZone !== me.timeZone;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!changed || action.busy) return;
    const now = await action.run<Me>(() => api.send('PATCH', '/me', { name: name.trim(), timeZone }));
    if (now === undefined) return;
    setMe(now);
    setSaved(true);
  };
  return (
    <section class="card" aria-labelledby="profile">
      <h2 id="profile">Me</h2>
      <form class="inline" onSubmit={(event) => void submit(event)}>
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
        <button type="submit" disabled={!changed || name.trim() === '' || action.busy}>
          Save
        </button>
        <p class="hint">
          Your days begin at midnight in this time zone.
          {here !== timeZone && (
            <>
              {' '}
              This browser is in {here.replaceAll('_', ' ')}.{' '}
              <button type="button" class="link" onClick={() => setTimeZone(here)}>
                Use that
              </button>
            </>
          )}
        </p>
        {action.failure !== undefined && <FailureNote title="Nothing was saved." failure={action.failure} />}
        {saved && !changed && (
          <p class="note ok" role="status">
            Saved.
          </p>
        )}
      </form>
    </section>
  );
}
