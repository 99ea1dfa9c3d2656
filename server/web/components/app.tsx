import { NowContext, useClock } from '../browser/now.ts';
import { useRoute } from '../browser/use-route.ts';
import { useToken } from '../browser/use-token.ts';
import { SignedIn } from './signed-in.tsx';
import { SignIn } from './sign-in.tsx';

/** The whole page: sign-in, or what a signed-in person sees. */
export function App() {
  const { signedIn, reason, enter, leave } = useToken();
  const nowMs = useClock();
  const { route, replace } = useRoute();
  if (signedIn === null) return <SignIn reason={reason} onSignedIn={enter} />;
  const { api, token } = signedIn;
  return (
    <NowContext.Provider value={nowMs}>
      <SignedIn api={api} tokenHint={token.slice(-4)} route={route} replace={replace} onSignOut={leave} />
    </NowContext.Provider>
  );
}
