import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Me } from '../../../shared/api/people.ts';
import type { Answer, Failure } from '../state/failure.ts';
import type { Api } from './api.ts';

/** Who is signed in, and the department they look at. */
export interface Session {
  api: Api;
  me: Me;
  department: Me['departments'][number];
  isAdministrator: boolean;
  /** The last four characters of the token of this page, to tell it from the others. */
  tokenHint: string;
  chooseDepartment: (id: string) => void;
  setMe: (me: Me) => void;
  signOut: () => void;
}

export const SessionContext = createContext<Session | null>(null);

/** The session of the signed-in part of the page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Used outside the signed-in part of the page.');
  return session;
}

/** A link does not name the department, so each one of the person is asked, the shown one first. */
export async function askDepartments<T>(
  { api, me, department }: Session,
  path: string,
  notFoundCode: string,
  signal: AbortSignal,
): Promise<Answer<T>> {
  let last: Failure = { code: notFoundCode, detail: 'There is no such thing for you.', fix: '' };
  for (const departmentId of new Set([department.id, ...me.departments.map((one) => one.id)])) {
    const answer = await api.get<T>(path, { departmentId }, signal);
    if (answer.ok || answer.failure.code !== notFoundCode) return answer;
    last = answer.failure;
  }
  return { ok: false, failure: last };
}
