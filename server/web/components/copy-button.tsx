import { useEffect, useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { CopyIcon, LevelIcon } from './icons.tsx';

/** Copies a text. Browsers allow that on https and on this machine only, so elsewhere there is no button. */
export function CopyButton({ text, label, shown }: { text: string; label: string; shown?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  if (!isSecureContext) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <Button class={shown === undefined ? 'quiet' : ''} title={label} onClick={copy}>
      {copied ? <LevelIcon level="ok" /> : <CopyIcon />}
      <span class={shown === undefined ? 'hidden' : undefined} role="status">
        {copied ? 'Copied' : (shown ?? label)}
      </span>
    </Button>
  );
}
