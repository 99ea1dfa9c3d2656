import type { Run } from '../../shared/api/notion.ts';
import { failureFacts, failureText } from '../core/failure-text.ts';
import type { Failure, Result } from '../core/failure.ts';
import { agoText } from '../core/times.ts';
import type { Account } from '../host/session.ts';
import type { Context } from './context.ts';

const lookEveryMs = 1000;
const longestMs = 120_000;

/** Asks the server to read Notion now, waits for the run to end and shows the task as it is then. */
export async function syncNow(context: Context): Promise<void> {
  const { session, task, dialogs, editor, t } = context;
  const account = session.account();
  if (account === null) return editor.run('tickmark.signIn');
  const state = task.state();
  const departmentId = (state.kind === 'task' ? state.link.issue.departmentId : null) ?? account.departmentId;
  if (departmentId === null) {
    await dialogs.tell({ level: 'warning', text: t('You belong to no department, so there is nothing to sync.') });
    return undefined;
  }
  const result = await editor.progress(t('Reading Notion'), () => runSync(context, account, departmentId));
  await task.refresh();
  void dialogs.tell(result.ok ? ended(result.value, t) : { level: 'warning', text: explain(context, result.failure) });
  return undefined;
}

async function runSync({ api, clock }: Context, account: Account, departmentId: string): Promise<Result<Run | null>> {
  const started = await api.startSync(account, departmentId);
  if (!started.ok) return started;
  const untilMs = clock.monotonicMs() + longestMs;
  while (clock.monotonicMs() < untilMs) {
    const run = await api.run(account, started.value.runId);
    if (!run.ok || run.value.state !== 'running') return run;
    await new Promise<void>((resolve) => clock.after(lookEveryMs, resolve));
  }
  return { ok: true, value: null };
}

function ended(run: Run | null, t: Context['t']): Parameters<Context['dialogs']['tell']>[0] {
  if (run === null)
    return { level: 'information', text: t('Notion is still being read. The task is updated when that ends.') };
  if (run.error !== null) return { level: 'warning', text: failureFacts(run.error, t) };
  return { level: 'information', text: t('Notion was read: {0} changed, {1} unchanged.', run.changed, run.unchanged) };
}

function explain({ task, clock, t }: Context, failure: Failure): string {
  if (failure.kind !== 'forbidden') return failureText(failure, t);
  const state = task.state();
  const lastSyncAt = 'link' in state ? state.link.lastSyncAt : null;
  const last = lastSyncAt === null ? '' : t(' It was read {0}.', agoText(clock.nowMs(), Date.parse(lastSyncAt), t));
  return t(
    'Only administrators of your department can start a sync. Notion is read by itself every few minutes.{0}',
    last,
  );
}
