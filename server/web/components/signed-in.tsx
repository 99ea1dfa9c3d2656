import { useState } from 'preact/hooks';
import type { Me } from '../../../shared/api/people.ts';
import type { Api } from '../browser/api.ts';
import { SessionContext } from '../browser/session.ts';
import { keepDepartment, readDepartment } from '../browser/stored.ts';
import { useLoad } from '../browser/use-load.ts';
import type { Params } from '../browser/view.ts';
import type { Route, View } from '../state/route.ts';
import { Loading } from './listing.tsx';
import { Shell } from './shell.tsx';

interface Props {
  api: Api;
  /** The person, when signing in has just told. */
  known: Me | undefined;
  tokenHint: string;
  route: Route;
  replace: (view: View, params: Params) => void;
  onSignOut: () => void;
}

/** Finds out who the token belongs to, and which of their departments is shown. */
export function SignedIn({ api, known, tokenHint, route, replace, onSignOut }: Props) {
  const loaded = useLoad<Me>('/me', (signal) => api.get('/me', {}, signal), null);
  const person = loaded.value ?? known;
  const [chosen, choose] = useState(readDepartment);
  if (person === undefined)
    return (
      <main class="sign-in">
        <h1>Tickmark</h1>
        <Loading noun="account" loaded={loaded}>
          {() => null}
        </Loading>
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </main>
    );
  const department = person.departments.find(({ id }) => id === chosen) ?? person.departments[0];
  if (department === undefined)
    return (
      <main class="sign-in">
        <h1>Tickmark</h1>
        <p>Hello {person.name}. You belong to no department of this server yet. Ask an administrator to add you.</p>
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </main>
    );
  const session = {
    api,
    me: person,
    department,
    isAdministrator: department.role === 'administrator',
    tokenHint,
    chooseDepartment: (id: string) => {
      keepDepartment(id);
      choose(id);
    },
    setMe: loaded.setValue,
    signOut: onSignOut,
  };
  return (
    <SessionContext.Provider value={session}>
      <Shell key={department.id} route={route} replace={replace} />
    </SessionContext.Provider>
  );
}
