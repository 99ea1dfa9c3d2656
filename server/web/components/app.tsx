import { useMemo, useState } from 'preact/hooks';
import { createApi } from '../browser/api.ts';
import { NowContext, useClock } from '../browser/now.ts';
import { forgetToken, keepToken, readToken } from '../browser/stored.ts';
import { useRoute } from '../browser/use-route.ts';
import type { Failure } from '../state/failure.ts';
import { SignedIn } from './signed-in.tsx';
import { SignIn } from './sign-in.tsx';

/** The whole page: sign-in, or what a signed-in person sees. */
export function App() {
  const [token, setToken] = useState(readToken);
  const [reason, setReason] = useState<Failure>();
  const nowMs = useClock();
  const { route, replace } = useRoute();
  const leave = (why?: Failure) => {
    forgetToken();
    setToken(null);
    setReason(why);
  };
  const api = useMemo(() => (token === null ? null : createApi(token, leave)), [token]);

  if (api === null || token === null) {
    const enter = (typed: string, forGood: boolean) => {
      keepToken(typed, forGood);
      setToken(typed);
    };
    return <SignIn reason={reason} onSignedIn={enter} />;
  }
  return (
    <NowContext.Provider value={nowMs}>
      <SignedIn api={api} tokenHint={token.slice(-4)} route={route} replace={replace} onSignOut={() => leave()} />
    </NowContext.Provider>
  );
}
