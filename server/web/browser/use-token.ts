import { useMemo, useState } from 'preact/hooks';
import type { Failure } from '../state/failure.ts';
import { createApi, type Api } from './api.ts';
import { forgetToken, keepToken, readToken } from './stored.ts';

/** The token of this page; `signedIn` is null while there is none. */
export interface TokenOfPage {
  signedIn: { api: Api; token: string } | null;
  /** Why it is gone, when the server no longer accepted it. */
  reason: Failure | undefined;
  enter: (token: string, forGood: boolean) => void;
  leave: () => void;
}

/** Reads the token that this tab or browser keeps, and forgets it when the server no longer accepts it. */
export function useToken(): TokenOfPage {
  const [token, setToken] = useState(readToken);
  const [reason, setReason] = useState<Failure>();
  const forget = (why?: Failure) => {
    forgetToken();
    setToken(null);
    setReason(why);
  };
  const signedIn = useMemo(() => (token === null ? null : { api: createApi(token, forget), token }), [token]);
  const enter = (typed: string, forGood: boolean) => {
    keepToken(typed, forGood);
    setToken(typed);
  };
  return { signedIn, reason, enter, leave: () => forget() };
}
