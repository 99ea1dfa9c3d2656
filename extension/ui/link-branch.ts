import type { BranchLink } from '../../shared/api/branches.ts';
import type { Result } from '../core/failure.ts';
import { pickTask } from './pick-task.ts';
import { isSignedIn, tellFailure, type WorkContext } from './work.ts';

interface Branch {
  repository: string;
  branch: string;
}

/** Says by hand which task the branch belongs to. The server keeps it, for all who work on the branch. */
export async function linkBranch(context: WorkContext): Promise<void> {
  const { work, t } = context;
  const branch = await currentBranch(context);
  if (branch === null) return;
  const issue = await pickTask(context, t('Link {0} to a task', branch.branch));
  if (issue === undefined) return;
  const result = await work.api.linkBranch(branch, issue.key ?? issue.id);
  await tell(context, result, t('{0} belongs to {1} now.', branch.branch, issue.key ?? issue.title));
}

/** Takes the branch away from its task: by hand what was said by hand, else by saying that it belongs to none. */
export async function unlinkBranch(context: WorkContext): Promise<void> {
  const { dialogs, task, work, t } = context;
  const branch = await currentBranch(context);
  if (branch === null) return;
  const state = task.state();
  const link = 'link' in state ? state.link : null;
  const isByHand = link?.rule === 'explicit';
  const none = { label: t('No task for this branch'), detail: t('Also when a key is in its name.'), byName: false };
  const byName = { label: t('What its name says'), detail: t('Forgets what was said by hand.'), byName: true };
  if (!isByHand && link?.issue == null) {
    await dialogs.tell({ level: 'information', text: t('{0} belongs to no task.', branch.branch) });
    return;
  }
  const rows = isByHand ? [byName, ...(link.issue === null ? [] : [none])] : [none];
  const chosen = await work.pickers.choose(t('Unlink {0}', branch.branch), t('What counts from now on?'), rows);
  if (chosen === undefined) return;
  const result = chosen.byName ? await work.api.unlinkBranch(branch) : await work.api.linkBranch(branch, null);
  const issue = result.ok ? result.value.issue : null;
  const text =
    issue === null
      ? t('{0} belongs to no task now.', branch.branch)
      : t('{0} belongs to {1} now.', branch.branch, issue.key ?? issue.title);
  await tell(context, result, text);
}

/** The branch in front of the person; null when there is none, and the person was told. */
async function currentBranch(context: WorkContext): Promise<Branch | null> {
  const { dialogs, task, t } = context;
  if (!(await isSignedIn(context))) return null;
  const state = task.state();
  const position = 'position' in state ? state.position : null;
  if (position !== null && position.branch !== null)
    return { repository: position.repository, branch: position.branch };
  const text =
    position === null
      ? t('Open a file of a Git repository first.')
      : t('No branch is checked out, so there is nothing to link.');
  await dialogs.tell({ level: 'information', text });
  return null;
}

async function tell(context: WorkContext, result: Result<BranchLink>, done: string): Promise<void> {
  await context.task.refresh();
  if (result.ok) void context.dialogs.tell({ level: 'information', text: done });
  else await tellFailure(context, context.t('The link was not changed.'), result.failure);
}
