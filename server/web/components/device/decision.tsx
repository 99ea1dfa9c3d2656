import { useEffect, useRef, useState } from 'preact/hooks';
import type { Me } from '../../../../shared/api/people.ts';
import type { SignIn, SignInDecided } from '../../../../shared/api/sign-ins.ts';
import type { Api } from '../../browser/api.ts';
import { useAction } from '../../browser/use-action.ts';
import { useLoad } from '../../browser/use-load.ts';
import { queryOf } from '../../state/route.ts';
import { Button } from '../button.tsx';
import { FailureNote } from '../failure-note.tsx';
import { Loading } from '../listing.tsx';
import { Note } from '../note.tsx';
import { Request } from './request.tsx';

interface Props {
  api: Api;
  me: Me;
  code: string;
  onOtherCode: () => void;
}

/** Shows what asks, and takes a yes or a no. Only the click decides: the address of this page decides nothing. */
export function Decision({ api, me, code, onOtherCode }: Props) {
  const asked = useLoad<SignIn>(`/signins/${code}`, (signal) => api.get(`/signins/${code}`, {}, signal), null);
  const [decided, setDecided] = useState<SignInDecided>();
  const action = useAction();
  // The audit keeps it for one department; a person may belong to several.
  const query = queryOf({ departmentId: me.departments[0]?.id });
  const decide = async (word: 'approve' | 'deny') => {
    const done = await action.run<SignInDecided>(() => api.send('POST', `/signins/${code}/${word}${query}`));
    if (done !== undefined) setDecided(done);
  };
  const other = <Button onClick={onOtherCode}>Another code</Button>;
  if (asked.failure !== undefined && asked.value === undefined)
    return (
      <div class="card">
        <h2>Sign in an editor</h2>
        <FailureNote failure={asked.failure} />
        <p class="buttons">{other}</p>
      </div>
    );
  return (
    <Loading noun="code" loaded={asked}>
      {(signIn) =>
        decided === undefined ? (
          <div class="card">
            <Request signIn={signIn} me={me} />
            <FailureNote failure={action.failure} />
            <div class="buttons">
              <Button class="primary" disabled={action.busy} onClick={() => void decide('approve')}>
                Approve
              </Button>
              <Button disabled={action.busy} onClick={() => void decide('deny')}>
                Deny
              </Button>
            </div>
          </div>
        ) : (
          <Outcome name={signIn.clientName} state={decided.state} />
        )
      }
    </Loading>
  );
}

function Outcome({ name, state }: { name: string; state: SignInDecided['state'] }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The buttons are gone: who works by keyboard or screen reader goes on here.
  useEffect(() => heading.current?.focus(), []);
  const isIn = state === 'approved';
  return (
    <div class="card">
      <h2 ref={heading} tabIndex={-1}>
        {isIn ? 'Approved' : 'Denied'}
      </h2>
      <Note level={isIn ? 'ok' : 'warning'} role="status">
        {isIn ? (
          <>
            <b>{name}</b> is being signed in. Go back to your editor; this page can be closed.
          </>
        ) : (
          <>
            <b>{name}</b> was not signed in.
          </>
        )}
      </Note>
      {isIn && (
        <p class="small">
          Its token is listed under <a href="/#/settings">Settings → My tokens</a>, where you can revoke it. Signing out
          in the editor ends it too.
        </p>
      )}
    </div>
  );
}
