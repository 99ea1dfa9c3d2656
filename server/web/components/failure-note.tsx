import { fixBeside, type Failure } from '../state/failure.ts';
import { LevelIcon } from './icons.tsx';

interface Props {
  failure: Failure;
  /** What could not be done, as the beginning of the text. */
  title?: string;
  onRetry?: () => void;
}

/** A failure as people meet it: what is wrong, what to do, and a way to try again. */
export function FailureNote({ failure, title, onRetry }: Props) {
  const fix = fixBeside(failure.detail, failure.fix);
  return (
    <div class="note error" role="alert">
      <LevelIcon level="error" />
      <div>
        {title !== undefined && <strong>{title} </strong>}
        {failure.detail} {fix !== null && <span class="fix">{fix}</span>}
        {failure.code === 'server.internal' && failure.requestId !== undefined && (
          <p class="small">
            Request <code>{failure.requestId}</code>
          </p>
        )}
        {onRetry !== undefined && (
          <p>
            <button type="button" onClick={onRetry}>
              Try again
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
