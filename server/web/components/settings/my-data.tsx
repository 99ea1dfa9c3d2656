import { useState } from 'preact/hooks';
import type { Deleted } from '../../../../shared/api/personal-data.ts';
import { leavingSentences, leavingWords } from '../../../../shared/leaving-words.ts';
import { saveFile } from '../../browser/save-file.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { Button } from '../button.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Check } from '../field.tsx';
import { Note } from '../note.tsx';
import { Section } from './section.tsx';

/** What the server keeps about the person in this department: as a file, and to be deleted. */
export function MyData() {
  return (
    <Section title="My data">
      <p class="small">
        Your signs of activity, coding time, worklogs and comments in this department, with the names of your tokens.
      </p>
      <Export />
      <Deletion />
    </Section>
  );
}

function Export() {
  const { api } = useSession();
  const action = useAction();
  const save = async (format: 'csv' | 'json') => {
    const file = await action.run(() => api.file('/me/export', { format }));
    if (file !== undefined) saveFile(file, `tickmark-my-data.${format}`);
  };
  return (
    <>
      <div class="buttons">
        <Button disabled={action.busy} onClick={() => void save('json')}>
          Export JSON
        </Button>
        <Button disabled={action.busy} onClick={() => void save('csv')}>
          Export CSV
        </Button>
      </div>
      <FailureNote title="Nothing was exported." failure={action.failure} />
    </>
  );
}

/** Says first what goes and what stays; nothing is deleted before a second press. */
function Deletion() {
  const { api, signOut } = useSession();
  const action = useAction();
  const [asking, setAsking] = useState(false);
  const [also, setAlso] = useState({ worklogs: false, tokens: false });
  const [deleted, setDeleted] = useState<Deleted>();
  const remove = async () => {
    const query = { worklogs: also.worklogs ? 'delete' : 'keep', tokens: also.tokens ? 'end' : 'keep' };
    const result = await action.run<Deleted>(() => api.send('DELETE', '/me/time', undefined, query));
    if (result === undefined) return;
    setAsking(false);
    setDeleted(result);
    if (also.tokens) signOut();
  };
  if (!asking) {
    return (
      <>
        <Button class="danger" onClick={() => setAsking(true)}>
          Delete my data …
        </Button>
        {deleted !== undefined && (
          <Note level="ok" role="status">
            {deleted.heartbeats} signs of activity and {deleted.worklogs} worklogs were deleted.
          </Note>
        )}
      </>
    );
  }
  return (
    <div role="group" aria-label={leavingWords.question}>
      <Note level="warning">
        <b>{leavingWords.question}</b>
        <ul>
          {leavingSentences(also).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Check
          label={leavingWords.alsoWorklogs}
          checked={also.worklogs}
          onChecked={(worklogs) => setAlso({ ...also, worklogs })}
        />
        <Check
          label={leavingWords.alsoTokens}
          checked={also.tokens}
          onChecked={(tokens) => setAlso({ ...also, tokens })}
        />
        <div class="buttons">
          <Button class="danger" disabled={action.busy} onClick={() => void remove()}>
            Delete
          </Button>
          <Button autofocus disabled={action.busy} onClick={() => setAsking(false)}>
            Keep
          </Button>
        </div>
      </Note>
      <FailureNote title="It is not known whether all was deleted. Try again." failure={action.failure} />
    </div>
  );
}
