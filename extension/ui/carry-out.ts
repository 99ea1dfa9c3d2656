import { type Decision, runPlan, type Step, type StepProgress, type StepState } from '../core/plan.ts';
import { message } from '../core/translate.ts';
import type { WorkContext } from './work.ts';

const stateNames: Readonly<Record<StepState, string>> = {
  pending: message('Not done: {0}'),
  running: message('Under way: {0}'),
  done: message('Done: {0}'),
  skipped: message('Left out: {0}'),
  failed: message('Failed: {0}'),
  undone: message('Taken back: {0}'),
};

/**
 * Does the steps with a progress that names the present one. When one fails, the person sees what is done and what is
 * not, and decides. Resolves to how each step ended.
 */
export async function carryOut(
  context: WorkContext,
  title: string,
  steps: readonly Step[],
): Promise<readonly StepProgress[]> {
  const { work, dialogs, t } = context;
  const progress = await work.progress(title, (report) =>
    runPlan(steps, {
      onChange: (all) => report(all.find(({ state }) => state === 'running')?.step.title ?? ''),
      decide: (failed, all) => decide(context, title, failed, all),
    }),
  );
  const left = progress.filter(({ state }) => state !== 'done');
  const told = progress.filter(({ text }) => text !== '').map(({ text }) => text);
  const done = progress.filter(({ state }) => state === 'done').map(({ step }) => step.title);
  const wasUndone = progress.some(({ state }) => state === 'undone');
  const text = [
    done.length === 0 ? '' : t('Done: {0}.', done.join(', ')),
    left.length === 0 ? '' : t('Not done: {0}.', left.map(({ step }) => step.title).join(', ')),
    ...told,
  ];
  const heading = wasUndone ? t('{0} was taken back.', title) : `${title}.`;
  const level = left.length === 0 ? 'information' : 'warning';
  void dialogs.tell({ level, text: [heading, ...text].filter((part) => part !== '').join(' ') });
  return progress;
}

async function decide(
  { work, t }: WorkContext,
  title: string,
  failed: StepProgress,
  progress: readonly StepProgress[],
): Promise<Decision> {
  const row = (decision: Decision, icon: string, label: string, detail = '') => ({
    label: `$(${icon}) ${label}`,
    detail,
    decision,
  });
  const undoable = progress.filter(({ state, step }) => state === 'done' && step.undo !== undefined);
  const names = undoable.map(({ step }) => step.title).join(', ');
  const chosen = await work.pickers.choose<{ label: string; detail: string; decision: Decision }>(
    t('{0}: “{1}” failed', title, failed.step.title),
    failed.text,
    [
      { heading: failed.text },
      row('retry', 'refresh', t('Try again')),
      row('skip', 'debug-step-over', t('Go on without it')),
      ...(undoable.length === 0 ? [] : [row('undo', 'discard', t('Take back what was done'), names)]),
      row('leave', 'debug-stop', t('Stop here'), t('What is done stays as it is.')),
      ...progress.map(({ step, state }) => {
        const text = stateNames[state];
        return { heading: t(text, step.title) };
      }),
    ],
  );
  return chosen?.decision ?? 'leave';
}
