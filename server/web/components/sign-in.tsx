import { useState } from 'preact/hooks';
import type { Me } from '../../../shared/api/people.ts';
import { createApi } from '../browser/api.ts';
import { useAction } from '../browser/use-action.ts';
import type { Failure } from '../state/failure.ts';
import { FailureNote } from './failure-note.tsx';
import { Front } from './front.tsx';
import { Check, Field } from './field.tsx';
import { Note } from './note.tsx';
import { Form } from './form.tsx';

interface Props {
  /** Why the person is here again, when they were signed in before. */
  reason: Failure | undefined;
  onSignedIn: (token: string, forGood: boolean) => void;
  /** What it is for, where it is not the whole page. */
  lead?: string;
}

const productLead = 'The task behind your branch, and the time you spend on it, in Notion.';

const misread: Failure = {
  code: 'auth.invalid',
  detail: 'This is not a token: it holds characters that no token has.',
  fix: 'Copy it again, without what stands around it.',
};

/** The first thing a newcomer sees: what this is, and where the token comes from. */
export function SignIn({ reason, onSignedIn, lead = productLead }: Props) {
  const [token, setToken] = useState('');
  const [forGood, setForGood] = useState(false);
  const action = useAction();
  const submit = async () => {
    const typed = token.trim();
    if (typed === '' || action.busy) return;
    const me = await action.run<Me>(() => tryToken(typed));
    if (me !== undefined) onSignedIn(typed, forGood);
  };
  return (
    <Front>
      <p class="lead">{lead}</p>
      <div class="card">
        <Form onSubmit={submit}>
          {reason !== undefined && action.failure === undefined && (
            <Note level="warning" role="status">
              You were signed out: {reason.detail} Sign in again.
            </Note>
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
          <FailureNote failure={action.failure} />
          <button type="submit" class="primary" disabled={action.busy || token.trim() === ''}>
            {action.busy ? 'Signing in …' : 'Sign in'}
          </button>
        </Form>
      </div>
      <h2>Where is my token?</h2>
      <p>
        The server prints the administrator’s token in its terminal when it starts for the first time. Everybody else
        gets theirs from an administrator, under Settings → People.
      </p>
      <p class="small">
        Lost the administrator’s token? Start the server once with <code>TICKMARK_ADMIN_TOKEN</code> set to a new one.
      </p>
    </Front>
  );
}

async function tryToken(token: string) {
  // A header cannot carry other characters, and no token has them.
  return /^[!-~]+$/u.test(token) ? createApi(token).get<Me>('/me') : { ok: false as const, failure: misread };
}
