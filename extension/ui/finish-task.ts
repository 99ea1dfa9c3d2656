import type { Issue } from '../../shared/api/issues.ts';
import { nameOf } from '../core/copy-forms.ts';
import { forgeOf, pullRequestUrl } from '../core/forge.ts';
import type { CheckRow, Heading } from '../core/pickers.ts';
import type { Step } from '../core/plan.ts';
import { statusToFinish } from '../core/status-choice.ts';
import { shorten } from '../core/text.ts';
import type { WorkRepository } from '../core/work-repository.ts';
import { currentTask } from './current-task.ts';
import { type Draft, type MakeRow, statusRow, withStatusNow } from './drafts.ts';
import { takeLastSteps } from './last-steps.ts';
import { statusStep } from './task-steps.ts';
import { isSignedIn, type WorkContext } from './work.ts';

interface FinishDraft extends Draft {
  repository: WorkRepository;
  /** The branch that is finished. */
  branch: string;
  base: string | null;
  /** Address of the page that opens a pull request; null with the reason why there is none. */
  pullRequest: { url: string; host: string } | { url: null; reason: string };
}

/** Ends work on the task of the branch: push, pull request, status and the way back, each shown first and left out on wish. */
export async function finishTask(context: WorkContext): Promise<void> {
  const { dialogs, work, t } = context;
  if (!(await isSignedIn(context))) return;
  const link = await currentTask(context);
  if (link === null) return;
  const repository = await work.freshRepository();
  const branch = repository?.branch ?? null;
  if (repository === null || branch === null) {
    await dialogs.tell({ level: 'information', text: t('Switch to the branch of the task first.') });
    return;
  }
  await takeLastSteps(context, {
    title: t('Finish {0}', shorten(nameOf(link.issue), 60)),
    ended: t('{0} finished', link.issue.key ?? shorten(link.issue.title, 60)),
    draft: () => draftFor(context, link.issue, repository, branch),
    rows: (draft, row) => rowsOf(context, draft, row),
    steps: (draft) => stepsOf(context, draft),
  });
}

async function draftFor(
  context: WorkContext,
  issue: Issue,
  repository: WorkRepository,
  branch: string,
): Promise<FinishDraft> {
  const [statuses, base] = await Promise.all([context.work.api.statuses(issue.id), repository.defaultBranch()]);
  const pullRequest = pullRequestOf(context, issue, repository, branch, base);
  const status = statuses.ok ? statusToFinish(statuses.value, pullRequest.url !== null) : null;
  return {
    issue: withStatusNow(issue, statuses),
    repository,
    branch,
    base,
    pullRequest,
    statuses,
    status,
    ticked: null,
  };
}

function pullRequestOf(
  { t }: WorkContext,
  issue: Issue,
  { remote }: WorkRepository,
  branch: string,
  base: string | null,
): FinishDraft['pullRequest'] {
  if (remote === null) return { url: null, reason: t('the repository has no remote') };
  const forge = forgeOf(remote.url);
  if (forge.kind === 'unknown') {
    const host = forge.host ?? t('the remote');
    return { url: null, reason: t('the pages of {0} are not known here; open one there by hand', host) };
  }
  if (base === null) return { url: null, reason: t('the default branch is not known; name it in the settings') };
  if (base === branch) return { url: null, reason: t('this is the default branch') };
  const title = issue.key === null ? issue.title : `${issue.key}: ${issue.title}`;
  return { url: pullRequestUrl(forge, base, branch, title), host: forge.host };
}

function rowsOf(context: WorkContext, draft: FinishDraft, row: MakeRow): (CheckRow | Heading)[] {
  const { t } = context;
  const { repository, branch, base, pullRequest } = draft;
  const { changedFiles, remote, ahead } = repository;
  const pushed = ahead === null ? t('not there yet') : t('commits: {0}', ahead);
  return [
    ...(changedFiles === 0
      ? []
      : [{ heading: t('Files with uncommitted changes, which are not pushed: {0}', changedFiles) }]),
    ...(remote === null
      ? [{ heading: t('No push: {0}', t('the repository has no remote')) }]
      : ahead === 0
        ? [{ heading: t('Everything is pushed') }]
        : [row('push', true, t('Push to {0}', remote.name), { description: `${branch} · ${pushed}` })]),
    ...(pullRequest.url === null
      ? [{ heading: t('No pull request: {0}', pullRequest.reason) }]
      : [row('pullRequest', true, t('Open the page for a pull request'), { description: pullRequest.host })]),
    statusRow(context, draft, row),
    ...(base === null || base === branch
      ? []
      : [
          row('back', changedFiles === 0, t('Go back to {0}', base), {
            description: changedFiles === 0 ? '' : t('uncommitted changes go along, or Git refuses'),
          }),
        ]),
  ];
}

function stepsOf(
  context: WorkContext,
  { issue, repository, branch, base, pullRequest, status, ticked }: FinishDraft,
): Step[] {
  const { editor, t } = context;
  const wants = (id: string): boolean => ticked?.includes(id) ?? false;
  const simply = (id: string, title: string, work: () => Promise<void> | void): Step => ({
    id,
    title,
    run: async () => {
      await work();
      return { ok: true };
    },
  });
  const { url } = pullRequest;
  return [
    ...(wants('push')
      ? [
          {
            ...simply('push', t('{0} pushed', branch), repository.push),
            lasting: t('What was pushed stays on the remote.'),
          },
        ]
      : []),
    ...(url !== null && wants('pullRequest')
      ? [simply('pullRequest', t('pull request page opened'), () => editor.openExternal(url))]
      : []),
    ...(status !== null && wants('status') ? [statusStep(context, issue, status)] : []),
    ...(base !== null && wants('back')
      ? [
          {
            ...simply('back', t('back on {0}', base), () => repository.switchTo(base)),
            undo: async () => {
              await repository.switchTo(branch);
              return { ok: true as const };
            },
          },
        ]
      : []),
  ];
}
