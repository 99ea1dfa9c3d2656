import type { Issue } from '../../shared/api/issues.ts';
import { nameOf } from '../core/copy-forms.ts';
import type { Merged } from '../core/merged.ts';
import type { CheckRow, Heading } from '../core/pickers.ts';
import type { Step } from '../core/plan.ts';
import { statusToFinish } from '../core/status-choice.ts';
import { shorten } from '../core/text.ts';
import type { Whereabouts, WorkRepository } from '../core/work-repository.ts';
import { currentTask } from './current-task.ts';
import { type Draft, type MakeRow, statusRow, withStatusNow } from './drafts.ts';
import { takeLastSteps } from './last-steps.ts';
import { statusStep } from './task-steps.ts';
import { isSignedIn, type WorkContext } from './work.ts';

interface MergedDraft extends Draft, Whereabouts {
  repository: WorkRepository;
  branch: string;
  merged: Merged;
}

/** After the merge: the task is done, and the branch goes. Each step is shown first and left out on wish. */
export async function finishMerged(context: WorkContext): Promise<void> {
  const { dialogs, work, task, t } = context;
  if (!(await isSignedIn(context))) return;
  const link = await currentTask(context);
  if (link === null) return;
  const repository = await work.freshRepository();
  const state = task.state();
  const merged = state.kind === 'task' ? state.merged : null;
  const branch = repository?.branch ?? null;
  const isInFront = state.kind === 'task' && state.position.branch === branch;
  if (repository === null || merged === null || branch === null || !isInFront) {
    const text = t('Git does not show that the branch is merged. Fetch, or use Finish Task.');
    await dialogs.tell({ level: 'information', text });
    return;
  }
  await takeLastSteps(context, {
    title: t('Done with {0}', shorten(nameOf(link.issue), 60)),
    ended: t('{0} closed', link.issue.key ?? shorten(link.issue.title, 60)),
    draft: () => draftFor(context, link.issue, repository, branch, merged),
    rows: (draft, row) => rowsOf(context, draft, row),
    steps: (draft) => stepsOf(context, draft),
  });
}

async function draftFor(
  { work }: WorkContext,
  issue: Issue,
  repository: WorkRepository,
  branch: string,
  merged: Merged,
): Promise<MergedDraft> {
  const [statuses, where] = await Promise.all([
    work.api.statuses(issue.id),
    repository.whereabouts(branch, merged.into),
  ]);
  const status = statuses.ok ? statusToFinish(statuses.value, false) : null;
  return {
    issue: withStatusNow(issue, statuses),
    repository,
    branch,
    merged,
    statuses,
    status,
    ticked: null,
    ...where,
  };
}

function rowsOf(context: WorkContext, draft: MergedDraft, row: MakeRow): (CheckRow | Heading)[] {
  const { t } = context;
  const { repository, branch, merged, isOnRemote, isRemoteKept } = draft;
  const { changedFiles } = repository;
  const isClean = changedFiles === 0;
  // A heading is seen only above a row, so what concerns all of them is told first.
  const heading = repository.isWorktree
    ? t('This folder is a worktree: remove it, then delete the branch from the main folder')
    : t('merged into {0}', merged.into);
  return [
    { heading },
    ...(isClean ? [] : [{ heading: t('Files with uncommitted changes: {0}', changedFiles) }]),
    statusRow(context, draft, row),
    ...(repository.isWorktree ? [] : branchRows(context, draft, row)),
    ...(isOnRemote && isRemoteKept
      ? [row('deleteRemote', false, t('Delete the branch {0} on {1}', branch, merged.remote))]
      : []),
  ];
}

function branchRows({ t }: WorkContext, draft: MergedDraft, row: MakeRow): CheckRow[] {
  const { repository, branch, merged, commit, isKept } = draft;
  const isClean = repository.changedFiles === 0;
  return [
    row('back', isClean, t('Go back to {0}', merged.into), {
      description: isClean ? '' : t('uncommitted changes go along, or Git refuses'),
    }),
    row('pull', isClean, t('Pull {0} from {1}', merged.into, merged.remote)),
    ...(commit === null
      ? []
      : [
          row('delete', isClean && isKept, t('Delete the branch {0} here', branch), {
            description: isKept
              ? t('its commits are on {0}', merged.remote)
              : t('its commits {0} are nowhere else; what they changed is merged', commit.slice(0, 8)),
          }),
        ]),
  ];
}

function stepsOf(context: WorkContext, draft: MergedDraft): Step[] {
  const { t } = context;
  const { issue, repository, branch, merged, status, ticked, commit, isKept } = draft;
  const { into, remote } = merged;
  const wants = (id: string): boolean => ticked?.includes(id) ?? false;
  const step = (id: string, title: string, work: () => Promise<void>, more: Partial<Step> = {}): Step => ({
    id,
    title,
    run: () => done(work()),
    ...more,
  });
  const remove = async (): Promise<void> => {
    if (commit === null) return;
    // Somebody may have moved the remote's branches since the steps were shown.
    if (isKept && !(await repository.whereabouts(branch, into)).isKept)
      throw new Error(t('The commits of {0} are no longer on {1}, so the branch is kept.', branch, remote));
    await repository.deleteBranch(branch, commit);
  };
  return [
    ...(status !== null && wants('status') ? [statusStep(context, issue, status)] : []),
    ...(wants('back')
      ? [
          step('back', t('back on {0}', into), () => repository.switchTo(into), {
            undo: () => done(repository.switchTo(branch)),
          }),
        ]
      : []),
    ...(wants('pull')
      ? [step('pull', t('{0} pulled', into), repository.pull, { lasting: t('What was pulled stays.') })]
      : []),
    ...(commit !== null && wants('delete')
      ? [
          step('delete', t('{0} deleted here', branch), remove, {
            undo: () => done(repository.restoreBranch(branch, commit)),
          }),
        ]
      : []),
    ...(wants('deleteRemote')
      ? [
          step('deleteRemote', t('{0} deleted on {1}', branch, remote), () => repository.deleteRemoteBranch(branch), {
            lasting: t('What was deleted on the remote stays deleted.'),
          }),
        ]
      : []),
  ];
}

async function done(work: Promise<void>): Promise<{ ok: true }> {
  await work;
  return { ok: true };
}
