import { useState } from 'preact/hooks';
import type { Person, PersonalToken } from '../../../../shared/api/people.ts';
import { useSession } from '../../browser/session.ts';
import { useAction } from '../../browser/use-action.ts';
import { useLoad } from '../../browser/use-load.ts';
import type { Page } from '../../state/pages.ts';
import { Button } from '../button.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Loading } from '../listing.tsx';
import { Table, type Column } from '../table.tsx';
import { Section } from './section.tsx';
import { NewPerson } from './new-person.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { TokenOnce } from './token-once.tsx';

interface Made {
  person: Pick<Person, 'name'>;
  token: string;
}

/** The people of the department. A new one gets a token, which is shown once. */
export function People() {
  const { api, me } = useSession();
  const loaded = useLoad<Page<Person>>('/people', (signal) => api.get('/people', {}, signal));
  const [made, setMade] = useState<Made>();
  const action = useAction();
  const ending = useAction();
  const makeToken = async ({ id, name }: Person) => {
    setMade(undefined);
    const body = { name: 'Invitation', personId: id };
    const created = await action.run<PersonalToken & { token: string }>(() => api.send('POST', '/tokens', body));
    if (created !== undefined) setMade({ person: { name }, token: created.token });
  };
  const endTokens = async ({ id }: Person) => {
    setMade(undefined);
    await ending.run(() => api.send('DELETE', `/people/${id}/tokens`));
  };
  const columns: readonly Column<Person>[] = [
    { head: 'Name', kind: 'first', cell: ({ name }) => name },
    { head: 'E-mail', kind: 'wide', cell: ({ email }) => email ?? <span class="muted">none</span> },
    { head: 'Role', cell: ({ role }) => (role === 'administrator' ? 'Administrator' : 'Developer') },
    {
      head: 'Token',
      kind: 'actions',
      cell: (person) =>
        person.id === me.id ? (
          <span class="muted">you</span>
        ) : (
          <span class="buttons">
            <Button disabled={action.busy} onClick={() => void makeToken(person)}>
              New token<span class="hidden"> for {person.name}</span>
            </Button>
            <RevokeButton
              label="End all tokens"
              name={`of ${person.name}`}
              isOfThisPage={false}
              disabled={ending.busy}
              onRevoke={() => void endTokens(person)}
            />
          </span>
        ),
    },
  ];
  return (
    <Section title="People">
      <Loading noun="people" loaded={loaded}>
        {({ items }) => <Table caption="People" columns={columns} items={items} keyOf={({ id }) => id} />}
      </Loading>
      <FailureNote title="No token was made." failure={action.failure} />
      <FailureNote title="The tokens were not ended." failure={ending.failure} />
      {made !== undefined && (
        <TokenOnce title={`Token of ${made.person.name}`} token={made.token} onDone={() => setMade(undefined)} />
      )}
      <NewPerson
        onAdded={(person) => {
          loaded.reload();
          void makeToken(person);
        }}
      />
    </Section>
  );
}
