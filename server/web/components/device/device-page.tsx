import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../../../../shared/api/people.ts';
import { readUserCode } from '../../../../shared/user-code.ts';
import type { Api } from '../../browser/api.ts';
import { NowContext, useClock } from '../../browser/now.ts';
import { useLoad } from '../../browser/use-load.ts';
import { useToken } from '../../browser/use-token.ts';
import { Button } from '../button.tsx';
import { Front } from '../front.tsx';
import { Loading } from '../listing.tsx';
import { SignIn } from '../sign-in.tsx';
import { CodeForm } from './code-form.tsx';
import { Decision } from './decision.tsx';

/** Where a person lets an editor in: first signed in themselves, then the code, then the decision. */
export function DevicePage() {
  const { signedIn, reason, enter, leave } = useToken();
  const nowMs = useClock();
  useEffect(() => {
    document.title = 'Sign in an editor · Tickmark';
  }, []);
  if (signedIn === null) {
    const lead = 'Your editor asks to be signed in. Sign in here first; then you decide.';
    return <SignIn reason={reason} onSignedIn={enter} lead={lead} />;
  }
  return (
    <NowContext.Provider value={nowMs}>
      <Deciding api={signedIn.api} onSignOut={leave} />
    </NowContext.Provider>
  );
}

function Deciding({ api, onSignOut }: { api: Api; onSignOut: () => void }) {
  const loaded = useLoad<Me>('/me', (signal) => api.get('/me', {}, signal), null);
  const [code, setCode] = useState(() => readUserCode(new URLSearchParams(location.search).get('user_code') ?? ''));
  const again = () => {
    history.replaceState(null, '', '/device');
    setCode(null);
  };
  return (
    <Front>
      <Loading noun="account" loaded={loaded}>
        {(me) => (
          <div class="device">
            {code === null ? (
              <CodeForm onCode={setCode} />
            ) : (
              <Decision key={code} api={api} me={me} code={code} onOtherCode={again} />
            )}
            <p class="small">
              You are signed in here as {me.name}.{' '}
              <Button class="link" onClick={onSignOut}>
                Sign out
              </Button>
            </p>
          </div>
        )}
      </Loading>
    </Front>
  );
}
