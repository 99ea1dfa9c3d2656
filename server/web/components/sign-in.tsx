import { useState } from 'preact/hooks';
import type { Me } from '../../../shared/api/people.ts';
import { createApi } from '../browser/api.ts';
import { useAction } from '../browser/use-action.ts';
import { isSignedOut, type Failure } from '../state/failure.ts';
import { FailureNote } from './failure-note.tsx';
import { Check, Field } from './field.tsx';

interface Props {
  /** Why the person is here again, when they were signed in before. */
  reason: Failure | undefined;
  onSignedIn: (token: string, me: Me, forGood: boolean) => void;
}

const rejected: Failure = {
  code: 'auth.invalid',
  detail: 'This server does not know this token, or it was revoked.',
  fix: 'Check that you copied all of it, and that it is a token of this server.',
};

/** The first thing a newcomer sees: what this is, and where the token comes from. */
export function SignIn({ reason, onSignedIn }: Props) {
  const [token, setToken] = useState('');
  const [forGood, setForGood] = useState(false);
  const action = useAction();
  const submit = async (event: Event) => {
    event.preventDefault();
    const typed = token.trim();
    if (typed === '' || action.busy) return;
    const me = await action.run<Me>(() => tryToken(typed));
    if (me !== undefined) onSignedIn(typed, me, forGood);
  };
  return (
    <main class="sign-in">
      <img src="/favicon.svg" alt="" width="56" height="56" />
      <h1>Tickmark</h1>
      <p class="lead">The task behind your branch, and the time you spend on it, in Notion.</p>
      <form class="card" onSubmit={(event) => void submit(event)}>
        {reason !== undefined && action.failure === undefined && (
          <p class="note warning" role="status">
            You were signed out: {reason.detail} Sign in again.
          </p>
        )}
        <Field
          label="Personal token"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          placeholder="tm_…"
          autofocus
          value={token}
          onValue={setToken}
        />
        <Check label="Keep me signed in in this browser" checked={forGood} onChecked={setForGood} />
        {action.failure !== undefined && <FailureNote failure={action.failure} />}
        <button type="submit" class="primary" disabled={action.busy || token.trim() === ''}>
          {action.busy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      <h2>Where is my token?</h2>
      <p>
        The server prints the administrator’s token in its terminal when it starts for the first time. Everybody else
        gets theirs from an administrator, under Settings → People.
      </p>
      <p class="small">
        Lost the administrator’s token? Start the server once with <code>TICKMARK_ADMIN_TOKEN</code> set to a new one.
      </p>
    </main>
  );
}

async function tryToken(token: string) {
  // A header cannot carry such characters, and no token has them.
  if (!/^[!-~]+$/u.test(token)) return { ok: false as const, failure: rejected };
  const answer = await createApi(token).get<Me>('/me');
  return !answer.ok && isSignedOut(answer.failure) ? { ok: false as const, failure: rejected } : answer;
}
