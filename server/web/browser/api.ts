import {
  isSignedOut,
  notUnderstood,
  offline,
  readProblem,
  timedOut,
  type Answer,
  type Failure,
} from '../state/failure.ts';
import { queryOf } from '../state/route.ts';

/** Longer than Test Connection takes when Notion is slow. */
const patienceMs = 60_000;

type Query = Readonly<Record<string, string | number | undefined>>;

/** The calls of /api/v1, with the token of the person. Failures are answers, never exceptions. */
export interface Api {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => Promise<Answer<T>>;
  /** A file; the person saves it from the browser. */
  file: (path: string, query: Query) => Promise<Answer<Blob>>;
  send: <T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    query?: Query,
  ) => Promise<Answer<T>>;
}

/** Makes the client of one person. `onSignedOut` is told when the server no longer accepts the token. */
export function createApi(token: string, onSignedOut: (why: Failure) => void = () => {}): Api {
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  const watched = async <T>(path: string, init: RequestInit, read = readJson): Promise<Answer<T>> => {
    const answer = await call<T>(`/api/v1${path}`, init, read);
    if (!answer.ok && isSignedOut(answer.failure)) onSignedOut(answer.failure);
    return answer;
  };
  return {
    get: (path, query = {}, signal) => watched(path + queryOf(query), { headers, ...(signal && { signal }) }),
    file: (path, query) => watched(path + queryOf(query), { headers }, (response) => response.blob()),
    send: (method, path, body, query = {}) =>
      watched(path + queryOf(query), {
        method,
        headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

/** The same calls, asked of one department, for a person may belong to several. A path that names it says so already. */
export function forDepartment(api: Api, departmentId: string): Api {
  const meant = (path: string): Query => (path.split('/').includes(departmentId) ? {} : { departmentId });
  return {
    get: (path, query, signal) => api.get(path, { ...meant(path), ...query }, signal),
    file: (path, query) => api.file(path, { ...meant(path), ...query }),
    send: (method, path, body, query) => api.send(method, path, body, { ...meant(path), ...query }),
  };
}

function readJson(response: Response): Promise<unknown> {
  return response.status === 204 ? Promise.resolve(null) : response.json();
}

async function call<T>(
  address: string,
  init: RequestInit,
  read: (response: Response) => Promise<unknown>,
): Promise<Answer<T>> {
  const patience = AbortSignal.timeout(patienceMs);
  const signal = init.signal ? AbortSignal.any([init.signal, patience]) : patience;
  try {
    const response = await fetch(address, { ...init, signal });
    if (response.ok) return { ok: true, value: (await read(response)) as T };
    return { ok: false, failure: readProblem(response.status, await readJson(response).catch(() => null)) };
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, failure: notUnderstood };
    return { ok: false, failure: patience.aborted ? timedOut : offline };
  }
}
