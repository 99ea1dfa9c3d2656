import { Button } from '../button.tsx';
import { Note } from '../note.tsx';
import { CopyButton } from '../copy-button.tsx';

interface Props {
  /** Whose token it is, as in "Token of Mia". */
  title: string;
  token: string;
  onDone: () => void;
}

/** A new token, shown this one time. */
export function TokenOnce({ title, token, onDone }: Props) {
  return (
    <div class="once">
      <Note level="ok" role="status">
        <b>{title}</b>
        <p>
          Copy it now: it is shown only this once. It goes into “Tickmark: Sign In” in VS Code, with the address{' '}
          <code>{location.origin}</code>, or into the sign-in of this page.
        </p>
        <input
          type="text"
          readOnly
          value={token}
          aria-label={title}
          onFocus={(event) => event.currentTarget.select()}
        />
        <div class="buttons">
          <CopyButton text={token} label="Copy the token" shown="Copy" />
          <Button onClick={onDone}>Done</Button>
        </div>
      </Note>
    </div>
  );
}
