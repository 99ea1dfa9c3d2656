import type { WorklogAttention as Attention } from '../../../shared/api/worklog-history.ts';
import { useSession } from '../browser/session.ts';
import { useLoad } from '../browser/use-load.ts';
import { attentionTexts } from '../state/worklog-history.ts';
import { Note } from './note.tsx';

/** The worklogs that wait for a person, and what to do about them; nothing when there are none. */
export function WorklogAttention() {
  const { api, department } = useSession();
  const { value } = useLoad<Attention>(department.id, (signal) => api.get('/worklogs/attention', {}, signal));
  if (value === undefined || value.items.length === 0) return null;
  return (
    <Note level="warning">
      <strong>
        {value.blocked} blocked, {value.needsReview} to look for.
      </strong>
      {attentionTexts(value).map(({ title, fix }) => (
        <p key={`${title}${fix}`}>
          {title} <span class="fix">{fix}</span>
        </p>
      ))}
    </Note>
  );
}
