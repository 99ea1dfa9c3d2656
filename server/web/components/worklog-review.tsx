import { useState } from 'preact/hooks';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import { useSession } from '../browser/session.ts';
import { useAction } from '../browser/use-action.ts';
import { Button } from './button.tsx';
import { FailureNote } from './failure-note.tsx';

/** Lets a person who looked for a comment in Notion say whether it is there. */
export function WorklogReview({ id }: Pick<Worklog, 'id'>) {
  const { api } = useSession();
  const { busy, failure, run } = useAction();
  const [isSaid, setSaid] = useState(false);
  if (isSaid) return <p class="small">Thank you, that was noted.</p>;
  const say = async (comment: 'posted' | 'post') => {
    const answer = await run(() =>
      api.send<Worklog>('POST', `/worklogs/${encodeURIComponent(id)}/review`, { comment }),
    );
    setSaid(answer !== undefined);
  };
  return (
    <>
      <p class="buttons">
        <Button disabled={busy} onClick={() => void say('posted')}>
          It is there
        </Button>{' '}
        <Button disabled={busy} onClick={() => void say('post')}>
          Post it again
        </Button>
      </p>
      <FailureNote failure={failure} />
    </>
  );
}
