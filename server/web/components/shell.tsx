import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSession } from '../browser/session.ts';
import { SyncContext, useSync } from '../browser/sync.ts';
import { useSyncOf } from '../browser/use-sync.ts';
import type { Params, ViewProps } from '../browser/view.ts';
import { wantsLook } from '../state/connection.ts';
import { hrefOf, type Route, type View } from '../state/route.ts';
import { Button } from './button.tsx';
import { Attention } from './attention.tsx';
import { Branches } from './branches.tsx';
import { Choice } from './field.tsx';
import { Settings } from './settings/settings.tsx';
import { Tasks } from './tasks.tsx';
import { Time } from './time.tsx';
import { Worklogs } from './worklogs.tsx';

const titles: readonly (readonly [View, string])[] = [
  ['tasks', 'Tasks'],
  ['branches', 'Branches'],
  ['worklogs', 'Worklogs'],
  ['time', 'Time'],
  ['settings', 'Settings'],
];

interface Props {
  route: Route;
  replace: (view: View, params: Params) => void;
}

/** The frame around every view: who, where, and the way to the other views. */
export function Shell({ route, replace }: Props) {
  const sync = useSyncOf(useSession());
  const title = titles.find(([view]) => view === route.view)?.[1] ?? '';
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(route.view);
  useEffect(() => {
    document.title = `${title} · Tickmark`;
    // A person who moved by keyboard or screen reader starts at the top of the new view.
    if (shown.current !== route.view) heading.current?.focus();
    shown.current = route.view;
  }, [title, route.view]);
  const props = { params: route.params, setParams: (params: Params) => replace(route.view, params) };
  return (
    <SyncContext.Provider value={sync}>
      <Header view={route.view} />
      <main>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {route.view !== 'settings' && <Attention />}
        {viewOf(route.view, props)}
      </main>
      <footer>
        <a href="/explorer">API explorer</a>
      </footer>
    </SyncContext.Provider>
  );
}

function viewOf(view: View, props: ViewProps): ComponentChildren {
  switch (view) {
    case 'branches':
      return <Branches {...props} />;
    case 'worklogs':
      return <Worklogs {...props} />;
    case 'time':
      return <Time />;
    case 'settings':
      return <Settings />;
    default:
      return <Tasks {...props} />;
  }
}

function Header({ view }: { view: View }) {
  const { me, department, chooseDepartment, signOut } = useSession();
  const { connection } = useSync();
  const look = connection !== undefined && wantsLook(connection);
  return (
    <header>
      <div class="top">
        <a class="brand" href={hrefOf('tasks')}>
          <img src="/favicon.svg" alt="" width="26" height="26" /> Tickmark
        </a>
        {me.departments.length > 1 && (
          <Choice
            label="Department"
            quiet
            value={department.id}
            options={me.departments.map(({ id, name }) => [id, name] as const)}
            onValue={chooseDepartment}
          />
        )}
        <span class="who" title={`${me.email ?? me.name}, ${department.role}`}>
          {me.name}
        </span>
        <Button class="quiet" onClick={signOut}>
          Sign out
        </Button>
      </div>
      <nav aria-label="Views">
        {titles.map(([one, title]) => (
          <a key={one} href={hrefOf(one)} aria-current={one === view ? 'page' : undefined}>
            {title}
            {one === 'settings' && look && (
              <span class="dot" title="Something needs attention">
                <span class="hidden">, something needs attention</span>
              </span>
            )}
          </a>
        ))}
      </nav>
    </header>
  );
}
