import { useState } from 'preact/hooks';
import { Button } from '../button.tsx';

interface Props {
  name: string;
  label?: string;
  /** Revoking it ends this very session. */
  isOfThisPage: boolean;
  disabled: boolean;
  onRevoke: () => void;
}

/** Asks once before it revokes, because an editor somewhere stops working. */
export function RevokeButton({ name, label = 'Revoke', isOfThisPage, disabled, onRevoke }: Props) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button disabled={disabled} onClick={() => setAsking(true)}>
        {label}
        <span class="hidden"> {name}</span>
      </Button>
    );
  const confirm = () => {
    setAsking(false);
    onRevoke();
  };
  return (
    <span class="buttons">
      <Button class="danger" autofocus onClick={confirm}>
        {isOfThisPage ? 'Revoke and sign out' : 'Really revoke'}
      </Button>
      <Button onClick={() => setAsking(false)}>Keep</Button>
    </span>
  );
}
