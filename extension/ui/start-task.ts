import type { Issue } from '../../shared/api/issues.ts';
import { isBranchName } from '../core/branch-text.ts';
import { branchFor, nameOf } from '../core/copy-forms.ts';
import type { CheckRow, Heading } from '../core/pickers.ts';
import type { Step } from '../core/plan.ts';
import { statusToStart } from '../core/status-choice.ts';
import { shorten } from '../core/text.ts';
import type { WorkRepository } from '../core/work-repository.ts';
import { carryOut } from './carry-out.ts';
import { askSteps, type Draft, type MakeRow, statusRow, withStatusNow } from './drafts.ts';
import { pickTask } from './pick-task.ts';
import { assignStep, stashStep, statusStep } from './task-steps.ts';
import { isSignedIn, taskOf, type WorkContext } from './work.ts';

interface StartDraft extends Draft {
  repository: WorkRepository | null;
  branch: string;
  branchExists: boolean;
  /** Where a new branch begins; null for what is checked out. */
  from: string | null;
  isMine: boolean;
}

/** Starts work on a task: its branch, its status and its assignee, each shown first and left out on wish. */
export async function startTask(context: WorkContext, subject?: unknown): Promise<void> {
  const { editor, t } = context;
  if (!(await isSignedIn(context))) return;
  const isNamed = subject !== undefined;
  const issue = isNamed ? await taskOf(context, subject) : await pickTask(context, t('Start a task'));
  if (issue === undefined || issue === null) return;
  const title = t('Start {0}', shorten(nameOf(issue), 60));
  const first = await editor.progress(title, () => draftFor(context, issue));
  const draft = await askSteps(context, title, first, {
    rows: (now, row) => rowsOf(context, now, row),
    edit: (now) => withOtherName(context, now),
  });
  if (draft === undefined) return;
  const made: { worktree?: string } = {};
  const steps = stepsOf(context, draft, made);
  if (steps.length === 0) return;
  await carryOut(context, t('{0} started', issue.key ?? shorten(issue.title, 60)), steps);
  if (made.worktree !== undefined) await offerFolder(context, made.worktree);
}

async function draftFor(context: WorkContext, issue: Issue): Promise<StartDraft> {
  const { work, session } = context;
  const repository = await work.freshRepository();
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
  return {
    issue: withStatusNow(issue, statuses),
    repository,
    branch,
    branchExists,
    from,
    statuses,
    status,
    isMine,
    ticked: null,
  };
}

function rowsOf(context: WorkContext, draft: StartDraft, row: MakeRow): (CheckRow | Heading)[] {
  const { t } = context;
  const { issue, repository, isMine } = draft;
  const assignees = issue.assignees.map(({ name, email }) => name ?? email ?? '').join(', ');
  return [
    ...(repository === null
      ? [{ heading: t('No branch: open a file of a Git repository first') }]
      : branchRows(context, draft, repository, row)),
    statusRow(context, draft, row),
    isMine
      ? { heading: t('Assigned to you already') }
      : row('assign', true, t('Assign it to you'), { description: assignees || t('nobody assigned') }),
  ];
}

function branchRows(
  { task, t }: WorkContext,
  { issue, branch, branchExists, from }: StartDraft,
  repository: WorkRepository,
  row: MakeRow,
): (CheckRow | Heading)[] {
  const state = task.state();
  const isThere = state.kind === 'task' && state.link.issue.id === issue.id && repository.branch !== null;
  if (isThere) return [{ heading: t('You are on its branch {0}', repository.branch ?? '') }];
  if (repository.headCommit === null) return [{ heading: t('No branch: the repository has no commit yet') }];
  const { changedFiles, canStash, canMakeWorktree } = repository;
  const facts = [
    t('in {0}', repository.name),
    branchExists ? '' : t('from {0}', from ?? repository.branch ?? repository.headCommit.slice(0, 8)),
    changedFiles === 0 ? '' : t('Files with uncommitted changes that go along: {0}', changedFiles),
  ];
  const detail = facts.filter((fact) => fact !== '').join(' · ');
  const label = branchExists ? t('Switch to the branch {0}', branch) : t('Create the branch {0}', branch);
  return [
    ...(changedFiles > 0 && canStash
      ? [row('stash', false, t('Stash uncommitted changes first'), { description: t('files: {0}', changedFiles) })]
      : []),
    row('branch', true, label, { detail, edit: t('Another name') }),
    ...(canMakeWorktree && !branchExists
      ? [
          row('worktree', false, t('In a folder of its own (worktree)'), {
            description: t('this folder stays as it is'),
          }),
        ]
      : []),
  ];
}

async function withOtherName(context: WorkContext, draft: StartDraft): Promise<StartDraft> {
  const { dialogs, t } = context;
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

function stepsOf(context: WorkContext, draft: StartDraft, made: { worktree?: string }): Step[] {
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
  { branch, branchExists, from }: StartDraft,
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
