import { useState } from 'preact/hooks';

interface Props {
  name: string;
  /** Revoking it ends this very session. */
  isOfThisPage: boolean;
  disabled: boolean;
  onRevoke: () => void;
}

/** Asks once before it revokes, because an editor somewhere stops working. */
export function RevokeButton({ name, isOfThisPage, disabled, onRevoke }: Props) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" disabled={disabled} onClick={() => setAsking(true)}>
        Revoke<span class="hidden"> {name}</span>
      </button>
    );
  const confirm = () => {
    setAsking(false);
    onRevoke();
  };
  return (
    <span class="buttons">
      <button type="button" class="danger" autofocus onClick={confirm}>
        {isOfThisPage ? 'Revoke and sign out' : 'Really revoke'}
      </button>
      <button type="button" onClick={() => setAsking(false)}>
        Keep
      </button>
    </span>
  );
}
