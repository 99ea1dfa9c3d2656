/** What the page can show. */
export type View = 'tasks' | 'branches' | 'worklogs' | 'time' | 'settings';

/** A view with its parameters, such as the search text; the same object lives in the address. */
export interface Route {
  view: View;
  params: Readonly<Record<string, string>>;
}

const views: readonly View[] = ['tasks', 'branches', 'worklogs', 'time', 'settings'];

/**
 * Reads the address. Views live behind the hash (`/#/tasks?search=login`); `/w/<id>` is what comments in Notion link
 * to. Anything unknown is the list of tasks.
 */
export function readRoute(pathname: string, hash: string): Route {
  const [, folder, name] = pathname.split('/');
  if (folder === 'w' && name !== undefined && name !== '') return { view: 'worklogs', params: { show: decoded(name) } };
  const [word = '', query = ''] = hash.replace(/^#?\/?/u, '').split('?', 2);
  const view = views.find((one) => one === word) ?? 'tasks';
  return { view, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a view; empty parameters are left out. */
export function hrefOf(view: View, params: Readonly<Record<string, string | undefined>> = {}): string {
  return `/#/${view}${queryOf(params)}`;
}

/** `?a=1&b=2`, or nothing when no parameter has a value. */
export function queryOf(params: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
