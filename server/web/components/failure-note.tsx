import { fixBeside, type Failure } from '../state/failure.ts';
import { Button } from './button.tsx';
import { Note } from './note.tsx';

interface Props {
  /** Nothing is shown without one. */
  failure: Failure | null | undefined;
  /** What could not be done, as the beginning of the text. */
  title?: string;
  onRetry?: (() => void) | undefined;
}

/** A failure as people meet it: what is wrong, what to do, and a way to try again. */
export function FailureNote({ failure, title, onRetry }: Props) {
  if (!failure) return null;
  const fix = fixBeside(failure.detail, failure.fix);
  return (
    <Note level="error" role="alert">
      {title !== undefined && <strong>{title} </strong>}
      {failure.detail} {fix !== null && <span class="fix">{fix}</span>}
      {failure.code === 'server.internal' && failure.requestId !== undefined && (
        <p class="small">
          Request <code>{failure.requestId}</code>
        </p>
      )}
      {onRetry !== undefined && (
        <p>
          <Button onClick={onRetry}>Try again</Button>
        </p>
      )}
    </Note>
  );
}
