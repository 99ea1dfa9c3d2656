import { useState } from 'preact/hooks';
import type { NotionConnection, NotionTest } from '../../../../shared/api/notion.ts';
import { useSession } from '../../browser/session.ts';
import { useSync } from '../../browser/sync.ts';
import { useAction } from '../../browser/use-action.ts';
import { Button } from '../button.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Check, Field } from '../field.tsx';
import { Form } from '../form.tsx';
import { Note } from '../note.tsx';
import { Section } from './section.tsx';
import { ConnectionGuide } from './connection-guide.tsx';
import { Findings } from './findings.tsx';

const storedHint = 'Stored encrypted and never shown again.';
const renewHint =
  'For a new one, refresh the token of the same connection in Notion: another connection cannot change the comments of this one.';

type Done = { kind: 'saved' } | { kind: 'tested'; test: NotionTest };

/** The connection to Notion. The token goes in and never comes back. */
export function ConnectionForm({ connection }: { connection: NotionConnection }) {
  const { api, department } = useSession();
  const { setConnection } = useSync();
  const [enabled, setEnabled] = useState(connection.enabled || connection.state === 'not_connected');
  const [database, setDatabase] = useState(connection.database ?? '');
  const [token, setToken] = useState('');
  const [prefix, setPrefix] = useState(connection.prefix);
  const [done, setDone] = useState<Done>();
  const [asked, setAsked] = useState<'test' | 'save'>('test');
  const action = useAction();
  const path = `/departments/${department.id}/notion`;
  const settings = {
    enabled,
    database: database.trim(),
    ...(prefix.trim() === '' ? {} : { prefix: prefix.trim() }),
    ...(token.trim() === '' ? {} : { token: token.trim() }),
  };
  const ready = database.trim() !== '' && (connection.hasToken || token.trim() !== '') && !action.busy;
  const test = async () => {
    setAsked('test');
    setDone(undefined);
    const answer = await action.run<NotionTest>(() => api.send('POST', `${path}/test`, settings));
    if (answer !== undefined) setDone({ kind: 'tested', test: answer });
  };
  const save = async () => {
    if (!ready) return;
    setAsked('save');
    setDone(undefined);
    const saved = await action.run<NotionConnection>(() => api.send('PUT', path, settings));
    if (saved === undefined) return;
    setToken('');
    setDatabase(saved.database ?? '');
    setPrefix(saved.prefix);
    setConnection(saved);
    setDone({ kind: 'saved' });
  };
  return (
    <Section title="Notion">
      {connection.workspace !== null && <p class="muted">Connected to the workspace {connection.workspace}.</p>}
      <Form onSubmit={save}>
        <Check toggle label="Enable integration with Notion" checked={enabled} onChecked={setEnabled} />
        <Field
          label="Integration Token"
          type="password"
          autocomplete="off"
          field="token"
          placeholder={connection.hasToken ? 'Saved. Leave empty to keep it.' : 'ntn_…'}
          hint={connection.hasToken ? `${storedHint} ${renewHint}` : storedHint}
          value={token}
          onValue={setToken}
          failure={action.failure}
        />
        <Field
          label="Database ID"
          field="database"
          placeholder="Link of the database, or its id"
          hint="Paste the link of the database as Notion copies it; several with a space between."
          spellcheck={false}
          value={database}
          onValue={setDatabase}
          failure={action.failure}
        />
        <Field
          label="Prefix of task keys"
          field="prefix"
          hint={`As in ${prefix.trim() === '' ? 'NT' : prefix.trim()}-42. Use the prefix of the ID property in Notion.`}
          maxLength={20}
          spellcheck={false}
          value={prefix}
          onValue={setPrefix}
          failure={action.failure}
        />
        <div class="buttons">
          <Button disabled={!ready} onClick={() => void test()}>
            {action.busy && asked === 'test' ? 'Testing …' : 'Test Connection'}
          </Button>
          <button type="submit" class="primary" disabled={!ready}>
            {action.busy && asked === 'save' ? 'Saving …' : 'Save'}
          </button>
        </div>
        <FailureNote
          title={asked === 'test' ? 'The test did not pass.' : 'Nothing was saved.'}
          failure={action.failure}
        />
        {done?.kind === 'tested' && <Findings title="Result of the test" findings={done.test.checks} all />}
        {done?.kind === 'saved' && (
          <Note level="ok" role="status">
            {enabled ? 'Saved. Notion is being read now.' : 'Saved. Nothing is read or written; all data is kept.'}
          </Note>
        )}
      </Form>
      {!connection.hasToken && <ConnectionGuide />}
    </Section>
  );
}
