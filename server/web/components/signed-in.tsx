import { useMemo, useState } from 'preact/hooks';
import type { Me } from '../../../shared/api/people.ts';
import { forDepartment, type Api } from '../browser/api.ts';
import { SessionContext } from '../browser/session.ts';
import { keepDepartment, readDepartment } from '../browser/stored.ts';
import { useLoad } from '../browser/use-load.ts';
import type { Params } from '../browser/view.ts';
import type { Route, View } from '../state/route.ts';
import { Button } from './button.tsx';
import { Front } from './front.tsx';
import { Loading } from './listing.tsx';
import { Shell } from './shell.tsx';

interface Props {
  api: Api;
  tokenHint: string;
  route: Route;
  replace: (view: View, params: Params) => void;
  onSignOut: () => void;
}

/** Finds out who the token belongs to, and which of their departments is shown. */
export function SignedIn({ api, tokenHint, route, replace, onSignOut }: Props) {
  const loaded = useLoad<Me>('/me', (signal) => api.get('/me', {}, signal), null);
  const person = loaded.value;
  const [chosen, choose] = useState(readDepartment);
  const department = person?.departments.find(({ id }) => id === chosen) ?? person?.departments[0];
  const departmentId = department?.id ?? '';
  const scoped = useMemo(() => forDepartment(api, departmentId), [api, departmentId]);
  if (person === undefined || department === undefined)
    return (
      <Front>
        <Loading noun="account" loaded={loaded}>
          {({ name }) => `Hello ${name}. You belong to no department yet. Ask an administrator of this server.`}
        </Loading>
        <Button onClick={onSignOut}>Sign out</Button>
      </Front>
    );
  const session = {
    api: scoped,
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
