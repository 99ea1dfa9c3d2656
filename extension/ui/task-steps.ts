import type { Issue, StatusOption } from '../../shared/api/issues.ts';
import type { Step } from '../core/plan.ts';
import { nameOf } from '../core/copy-forms.ts';
import type { WorkRepository } from '../core/work-repository.ts';
import { setStatus } from './change-status.ts';
import { outcomeOf, showChanges, type WorkContext } from './work.ts';

/** Sets the status; taking it back is refused by the server when somebody changed it meanwhile. */
export function statusStep(context: WorkContext, issue: Issue, option: StatusOption): Step {
  const { work, t } = context;
  const before = issue.status;
  return {
    id: 'status',
    title: t('status “{0}”', option.name),
    run: async () => outcomeOf(context, await setStatus(context, issue, option, before)),
    ...(before === null
      ? { lasting: t('The status stays: it had none before.') }
      : {
          undo: async () => {
            const result = await work.api.setStatus(issue.id, { status: before, expected: option.name });
            await showChanges(context);
            return outcomeOf(context, result);
          },
        }),
  };
}

/** Adds the person to the assignees. */
export function assignStep(context: WorkContext, issue: Issue): Step {
  const { work, t } = context;
  const assign = async (on: boolean) => {
    const result = await work.api.assignMe(issue.id, on);
    await showChanges(context);
    return outcomeOf(context, result);
  };
  return { id: 'assign', title: t('assigned to you'), run: () => assign(true), undo: () => assign(false) };
}

/** Puts uncommitted changes aside, under the name of the task. */
export function stashStep({ t }: WorkContext, repository: WorkRepository, issue: Issue): Step {
  return {
    id: 'stash',
    title: t('uncommitted changes stashed'),
    run: async () => {
      await repository.stash(t('Before {0}', nameOf(issue)));
      return { ok: true };
    },
    undo: async () => {
      await repository.unstash();
      return { ok: true };
    },
  };
}
