import { useState } from 'preact/hooks';
import { readUserCode } from '../../../../shared/user-code.ts';
import type { Failure } from '../../state/failure.ts';
import { FailureNote } from '../failure-note.tsx';
import { Field } from '../field.tsx';
import { Form } from '../form.tsx';

const misread: Failure = {
  code: 'signin.not_found',
  detail: 'This is not such a code.',
  fix: 'It has eight letters, as WDJB-MJHT, and is shown in your editor.',
};

/** Asks for the code that the editor shows. Nothing is sent before it looks like one. */
export function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const submit = () => {
    const code = readUserCode(typed);
    if (code === null) setFailure(misread);
    else onCode(code);
    return Promise.resolve();
  };
  return (
    <div class="card">
      <h2>Sign in an editor</h2>
      <Form onSubmit={submit}>
        <Field
          label="Code"
          placeholder="WDJB-MJHT"
          autocomplete="off"
          spellcheck={false}
          autofocus
          maxLength={20}
          value={typed}
          onValue={setTyped}
          hint="In VS Code run “Tickmark: Sign In”; it shows the code."
        />
        <FailureNote failure={failure} />
        <button type="submit" class="primary" disabled={typed.trim() === ''}>
          Go on
        </button>
      </Form>
    </div>
  );
}
