import { useEffect, useState } from 'preact/hooks';
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
    <button type="button" class={shown === undefined ? 'quiet' : ''} title={label} onClick={copy}>
      {copied ? <LevelIcon level="ok" /> : <CopyIcon />}
      {shown === undefined ? <span class="hidden">{label}</span> : (copied && 'Copied') || shown}
      {copied && (
        <span class="hidden" role="status">
          Copied
        </span>
      )}
    </button>
  );
}
