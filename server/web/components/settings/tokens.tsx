import { useState } from 'preact/hooks';
import type { PersonalToken } from '../../../../shared/api/people.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { useLoad } from '../../browser/use-load.ts';
import type { Page } from '../../state/pages.ts';
import { Ago } from '../ago.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Field } from '../field.tsx';
import { Form } from '../form.tsx';
import { Loading } from '../listing.tsx';
import { Table, type Column } from '../table.tsx';
import { Section } from './section.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { TokenOnce } from './token-once.tsx';

/** One's own tokens: one for each editor or browser, so that one can be ended alone. */
export function Tokens() {
  const { api, tokenHint } = useSession();
  const loaded = useLoad<Page<PersonalToken>>('/tokens', (signal) => api.get('/tokens', {}, signal));
  const [name, setName] = useState('');
  const [made, setMade] = useState<{ name: string; token: string }>();
  const action = useAction();
  const make = async () => {
    if (name.trim() === '' || action.busy) return;
    const created = await action.run<PersonalToken & { token: string }>(() =>
      api.send('POST', '/tokens', { name: name.trim() }),
    );
    if (created === undefined) return;
    setMade(created);
    setName('');
    loaded.reload();
  };
  const revoke = async ({ id }: PersonalToken) => {
    await action.run(() => api.send('DELETE', `/tokens/${id}`));
    loaded.reload();
  };
  const columns: readonly Column<PersonalToken>[] = [
    { head: 'Name', kind: 'first', cell: (token) => token.name },
    {
      head: 'Ends with',
      cell: ({ hint }) => (
        <>
          <code>…{hint}</code>
          {hint === tokenHint && <span class="tag plain">this page</span>}
        </>
      ),
    },
    { head: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
    { head: 'Last used', cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <Ago at={lastUsedAt} />) },
    {
      head: 'Revoke',
      kind: 'actions',
      cell: (token) => (
        <RevokeButton
          name={token.name}
          isOfThisPage={token.hint === tokenHint}
          disabled={action.busy}
          onRevoke={() => void revoke(token)}
        />
      ),
    },
  ];
  return (
    <Section title="My tokens">
      <Loading noun="tokens" loaded={loaded}>
        {({ items }) => <Table caption="My tokens" columns={columns} items={items} keyOf={({ id }) => id} />}
      </Loading>
      <p class="small">
        An editor gets its own: run “Tickmark: Sign In” there, and compare its code on the{' '}
        <a href="/device">sign-in page</a>.
      </p>
      {made !== undefined && (
        <TokenOnce title={`Token “${made.name}”`} token={made.token} onDone={() => setMade(undefined)} />
      )}
      <Form inline label="Make a token" onSubmit={make}>
        <Field
          label="What it is for"
          field="name"
          placeholder="Laptop"
          autocomplete="off"
          maxLength={100}
          value={name}
          onValue={setName}
          failure={action.failure}
        />
        <button type="submit" disabled={name.trim() === '' || action.busy}>
          Make token
        </button>
      </Form>
      <FailureNote failure={action.failure} />
    </Section>
  );
}
