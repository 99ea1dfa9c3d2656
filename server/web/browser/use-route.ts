import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Params } from './view.ts';
import { hrefOf, readRoute, type Route, type View } from '../state/route.ts';

/** The view in the address, and a way to change its parameters without a step in the history. */
export function useRoute(): { route: Route; replace: (view: View, params: Params) => void } {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const follow = () => setRoute(currentRoute());
    addEventListener('hashchange', follow);
    addEventListener('popstate', follow);
    return () => {
      removeEventListener('hashchange', follow);
      removeEventListener('popstate', follow);
    };
  }, []);
  const replace = useCallback((view: View, params: Params) => {
    history.replaceState(null, '', hrefOf(view, params));
    setRoute(currentRoute());
  }, []);
  return { route, replace };
}

/** A link to a worklog becomes an address of its view, so that moving on from it does not load the page again. */
function currentRoute(): Route {
  const route = readRoute(location.pathname, location.hash);
  if (location.pathname !== '/') history.replaceState(null, '', hrefOf(route.view, route.params));
  return route;
}
