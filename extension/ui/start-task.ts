import type { Issue, StatusOption } from '../../shared/api/issues.ts';
import type { Result } from '../core/failure.ts';
import { isBranchName } from '../core/branch-text.ts';
import { branchFor, nameOf } from '../core/copy-forms.ts';
import type { CheckRow, Heading } from '../core/pickers.ts';
import type { Step } from '../core/plan.ts';
import { statusToStart } from '../core/status-choice.ts';
import { shorten } from '../core/text.ts';
import type { WorkRepository } from '../core/work-repository.ts';
import { carryOut } from './carry-out.ts';
import { pickStatus } from './change-status.ts';
import { pickTask } from './pick-task.ts';
import { assignStep, stashStep, statusStep } from './task-steps.ts';
import { failureText, isSignedIn, issueOf, type WorkContext } from './work.ts';

/** What is known and chosen before anything is done. */
interface Draft {
  issue: Issue;
  repository: WorkRepository | null;
  branch: string;
  branchExists: boolean;
  /** Where a new branch begins; null for what is checked out. */
  from: string | null;
  statuses: Result<StatusOption[]>;
  status: StatusOption | null;
  isMine: boolean;
  /** Rows that the person ticked; null before the first look. */
  ticked: readonly string[] | null;
}

/** Starts work on a task: its branch, its status and its assignee, each shown first and left out on wish. */
export async function startTask(context: WorkContext, subject?: unknown): Promise<void> {
  const { editor, t } = context;
  if (!(await isSignedIn(context))) return;
  const issue = issueOf(subject) ?? (await pickTask(context, t('Start a task')));
  if (issue === undefined) return;
  const title = t('Start {0}', shorten(nameOf(issue), 60));
  let draft = await editor.progress(title, () => draftFor(context, issue));
  for (;;) {
    const rows = rowsOf(context, draft);
    const checked = await context.work.pickers.checklist(title, t('Untick what is not wanted'), rows);
    if (checked === undefined) return;
    draft = { ...draft, ticked: checked.ids };
    if (checked.edit === null) break;
    draft = await edited(context, draft, checked.edit);
  }
  const made: { worktree?: string } = {};
  const steps = stepsOf(context, draft, made);
  if (steps.length === 0) return;
  await carryOut(context, t('{0} started', issue.key ?? shorten(issue.title, 60)), steps);
  if (made.worktree !== undefined) await offerFolder(context, made.worktree);
}

async function draftFor(context: WorkContext, issue: Issue): Promise<Draft> {
  const { work, session } = context;
  const repository = work.repository();
  const branch = branchFor(issue, work.settings().branchTemplate);
  const [statuses, branchExists, from] = await Promise.all([
    work.api.statuses(issue.id),
    repository?.hasBranch(branch) ?? false,
    repository?.defaultBranch() ?? null,
  ]);
  const status = statuses.ok ? statusToStart(statuses.value) : null;
  const mine = work.mine.state().issues ?? [];
  const isMine =
    mine.some(({ id }) => id === issue.id) ||
    issue.assignees.some(({ name }) => name === session.account()?.personName);
  return { issue, repository, branch, branchExists, from, statuses, status, isMine, ticked: null };
}

function rowsOf(context: WorkContext, draft: Draft): (CheckRow | Heading)[] {
  const { t } = context;
  const { issue, repository, statuses, status, ticked } = draft;
  const row = (id: string, isDefault: boolean, label: string, more: Partial<CheckRow> = {}): CheckRow => ({
    id,
    label,
    picked: ticked === null ? isDefault : ticked.includes(id),
    ...more,
  });
  const assignees = issue.assignees.map(({ name, email }) => name ?? email ?? '').join(', ');
  return [
    ...(repository === null
      ? [{ heading: t('No branch: open a file of a Git repository first') }]
      : branchRows(context, draft, repository, row)),
    ...(status === null
      ? [{ heading: statusHeading(context, statuses) }]
      : [
          row('status', true, t('Set the status “{0}”', status.name), {
            description: t('now {0}', issue.status ?? t('no status')),
            edit: t('Another status'),
          }),
        ]),
    ...(draft.isMine
      ? [{ heading: t('Assigned to you already') }]
      : [
          row('assign', true, t('Assign it to you'), {
            description: assignees === '' ? t('nobody assigned') : assignees,
          }),
        ]),
  ];
}

function branchRows(
  { task, t }: WorkContext,
  { issue, branch, branchExists, from }: Draft,
  repository: WorkRepository,
  row: (id: string, isDefault: boolean, label: string, more?: Partial<CheckRow>) => CheckRow,
): (CheckRow | Heading)[] {
  const state = task.state();
  const isThere = state.kind === 'task' && state.link.issue.id === issue.id && repository.branch !== null;
  if (isThere) return [{ heading: t('You are on its branch {0}', repository.branch ?? '') }];
  if (repository.headCommit === null) return [{ heading: t('No branch: the repository has no commit yet') }];
  const { changedFiles, canStash, canMakeWorktree } = repository;
  const carried =
    changedFiles === 0 ? {} : { detail: t('Files with uncommitted changes that go along: {0}', changedFiles) };
  const description = branchExists ? '' : t('from {0}', from ?? repository.branch ?? repository.headCommit.slice(0, 8));
  const label = branchExists ? t('Switch to the branch {0}', branch) : t('Create the branch {0}', branch);
  return [
    ...(changedFiles > 0 && canStash
      ? [row('stash', false, t('Stash uncommitted changes first'), { description: t('files: {0}', changedFiles) })]
      : []),
    row('branch', true, label, { description, ...carried, edit: t('Another name') }),
    ...(canMakeWorktree && !branchExists
      ? [
          row('worktree', false, t('In a folder of its own (worktree)'), {
            description: t('this folder stays as it is'),
          }),
        ]
      : []),
  ];
}

function statusHeading(context: WorkContext, statuses: Result<StatusOption[]>): string {
  const { t } = context;
  if (!statuses.ok) return t('No status: {0}', failureText(context, statuses.failure));
  const current = statuses.value.find((option) => option.current);
  return current?.defaultStatus === 'IN_PROGRESS'
    ? t('The status is “{0}” already', current.name)
    : t('No status of the database means that work goes on');
}

async function edited(context: WorkContext, draft: Draft, row: string): Promise<Draft> {
  const { dialogs, t } = context;
  if (row === 'status' && draft.statuses.ok) {
    const status = await pickStatus(
      context,
      t('Status of {0}', draft.issue.key ?? draft.issue.title),
      draft.statuses.value,
    );
    return status === undefined ? draft : { ...draft, status };
  }
  if (row !== 'branch') return draft;
  const name = await dialogs.askText({
    title: t('Name of the branch'),
    prompt: t('With the key in it the branch is linked by itself.'),
    value: draft.branch,
    check: (text) =>
      isBranchName(text.trim()) ? undefined : { level: 'error', message: t('Git does not accept this branch name.') },
  });
  const branch = name?.trim() ?? draft.branch;
  return { ...draft, branch, branchExists: (await draft.repository?.hasBranch(branch)) ?? false };
}

function stepsOf(context: WorkContext, draft: Draft, made: { worktree?: string }): Step[] {
  const { issue, repository, status } = draft;
  const wants = (id: string): boolean => draft.ticked?.includes(id) ?? false;
  const hasBranchStep = repository !== null && (wants('branch') || wants('worktree'));
  return [
    ...(repository !== null && wants('stash') ? [stashStep(context, repository, issue)] : []),
    ...(hasBranchStep ? [branchStep(context, draft, repository, wants('worktree') ? made : null)] : []),
    ...(status !== null && wants('status') ? [statusStep(context, issue, status)] : []),
    ...(wants('assign') ? [assignStep(context, issue)] : []),
  ];
}

/** @param made null to switch to the branch here; else it is made in a folder of its own, whose path is put there */
function branchStep(
  { t }: WorkContext,
  { branch, branchExists, from }: Draft,
  repository: WorkRepository,
  made: { worktree?: string } | null,
): Step {
  const before = repository.branch ?? repository.headCommit ?? 'HEAD';
  if (made !== null) {
    return {
      id: 'worktree',
      title: t('branch {0} in a folder of its own', branch),
      run: async () => {
        made.worktree = await repository.createWorktree(branch, from);
        return { ok: true };
      },
      undo: async () => {
        const folder = made.worktree ?? '';
        delete made.worktree;
        await repository.deleteWorktree(folder);
        return { ok: true, text: t('The branch {0} is kept.', branch) };
      },
    };
  }
  let commit: string | null = null;
  return {
    id: 'branch',
    title: t('branch {0}', branch),
    run: async () => {
      if (branchExists) await repository.switchTo(branch);
      else commit = await repository.createBranch(branch, from);
      return { ok: true };
    },
    undo: async () => {
      await repository.switchTo(before);
      if (!branchExists) await repository.deleteFreshBranch(branch, commit);
      return { ok: true };
    },
  };
}

async function offerFolder({ work, dialogs, t }: WorkContext, folder: string): Promise<void> {
  const open = t('Open Folder');
  const text = t('The branch is checked out in {0}.', folder);
  if ((await dialogs.tell({ level: 'information', text, buttons: [open] })) === open) await work.openFolder(folder);
}
