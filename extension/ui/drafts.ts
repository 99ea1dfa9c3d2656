import { failureText } from '../core/failure-text.ts';
import type { Issue, StatusOption } from '../../shared/api/issues.ts';
import type { Result } from '../core/failure.ts';
import type { CheckRow, Heading } from '../core/pickers.ts';
import { pickStatus } from './change-status.ts';
import { type WorkContext } from './work.ts';

/** What is chosen before anything is done; each kind of work adds what it needs. */
export interface Draft {
  issue: Issue;
  statuses: Result<StatusOption[]>;
  /** The status to set; null when none fits. */
  status: StatusOption | null;
  /** Rows that the person ticked; null before the first look. */
  ticked: readonly string[] | null;
}

/** Makes a row of the list of steps. @param isDefault ticked at the first look */
export type MakeRow = (id: string, isDefault: boolean, label: string, more?: Partial<CheckRow>) => CheckRow;

/** Shows the steps until they are accepted, again after each edit. Undefined when the person went away. */
export async function askSteps<D extends Draft>(
  context: WorkContext,
  title: string,
  draft: D,
  ask: { rows: (draft: D, row: MakeRow) => (CheckRow | Heading)[]; edit: (draft: D, row: string) => Promise<D> },
): Promise<D | undefined> {
  const { dialogs, work, t } = context;
  const { ticked } = draft;
  const row: MakeRow = (id, isDefault, label, more = {}) => ({
    id,
    label,
    picked: ticked === null ? isDefault : ticked.includes(id),
    ...more,
  });
  const rows = ask.rows(draft, row);
  const notes = rows.flatMap((each) => ('heading' in each ? each.heading : []));
  if (notes.length === rows.length) {
    void dialogs.tell({ level: 'information', text: t('{0}: nothing is left to do. {1}', title, notes.join(' · ')) });
    return undefined;
  }
  const checked = await work.pickers.checklist(title, t('Untick what is not wanted'), rows);
  if (checked === undefined) return undefined;
  const accepted = { ...draft, ticked: checked.ids };
  if (checked.edit === null) return accepted;
  const edited =
    checked.edit === 'status' ? await withOtherStatus(context, accepted) : await ask.edit(accepted, checked.edit);
  return askSteps(context, title, edited, ask);
}

/** The task with the status that the server knows now; the one it was shown with may be older. */
export function withStatusNow(issue: Issue, statuses: Result<StatusOption[]>): Issue {
  return statuses.ok ? { ...issue, status: statuses.value.find(({ current }) => current)?.name ?? null } : issue;
}

/** The row of the status, or why there is none. */
export function statusRow(context: WorkContext, { issue, statuses, status }: Draft, row: MakeRow): CheckRow | Heading {
  const { t } = context;
  if (status !== null) {
    return row('status', true, t('Set the status “{0}”', status.name), {
      description: t('now {0}', issue.status ?? t('no status')),
      edit: t('Another status'),
    });
  }
  if (!statuses.ok) return { heading: t('No status: {0}', failureText(statuses.failure, t)) };
  const current = statuses.value.find((option) => option.current);
  return {
    heading: current === undefined ? t('No status fits') : t('The status stays “{0}”', current.name),
  };
}

async function withOtherStatus<D extends Draft>(context: WorkContext, draft: D): Promise<D> {
  if (!draft.statuses.ok) return draft;
  const title = context.t('Status of {0}', draft.issue.key ?? draft.issue.title);
  return { ...draft, status: (await pickStatus(context, title, draft.statuses.value)) ?? draft.status };
}
