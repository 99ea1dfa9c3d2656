import { formatDuration } from '../../shared/duration.ts';
import { failureFacts } from '../core/failure-text.ts';
import { shorten } from '../core/text.ts';
import type { Translate } from '../core/translate.ts';
import type { QueuedWorklog } from '../core/worklog-queue.ts';
import type { Context } from './context.ts';

/** Tells that a worklog cannot be booked as it is, with what helps. It stays on the disk until the person decides. */
export async function tellParked(context: Context, entry: QueuedWorklog): Promise<void> {
  const { dialogs, t } = context;
  const decide = t('Decide…');
  const text = t('{0} on {1} could not be logged: {2}', ...facts(entry, t)).trim();
  const chosen = await dialogs.tell({ level: 'error', text, buttons: [decide] });
  if (chosen === decide) await decideOn(context, entry);
}

/** Lists the worklogs that need a person. */
export async function showParkedWorklogs(context: Context): Promise<void> {
  const { dialogs, t } = context;
  const parked = (context.worklogs()?.entries() ?? []).filter((entry) => entry.parked !== null);
  if (parked.length === 0) {
    await dialogs.tell({ level: 'information', text: t('No worklog needs you.') });
    return;
  }
  const rows = parked.map((entry) => {
    const [duration, key, reason] = facts(entry, t);
    return {
      label: `${duration} · ${key}`,
      description: shorten(entry.body.text ?? '', 60),
      detail: reason,
      entry,
    };
  });
  const row = await dialogs.pick(t('Worklogs that need you'), rows);
  if (row !== undefined) await decideOn(context, row.entry);
}

async function decideOn(context: Context, { body, parked }: QueuedWorklog): Promise<void> {
  const { dialogs, t } = context;
  const queue = context.worklogs();
  if (queue === null) return;
  const again = { label: t('Send again'), detail: parked === null ? '' : failureFacts({ ...parked, detail: '' }, t) };
  const elsewhere = { label: t('Log it on another task…'), detail: t('Asks for the key.') };
  const discard = { label: t('Discard'), detail: t('The worklog is deleted here.') };
  const choice = await dialogs.pick(`${formatDuration(body.seconds)} · ${body.key}`, [again, elsewhere, discard]);
  if (choice === again) await queue.retry(body.id);
  if (choice === discard) await queue.discard(body.id);
  if (choice !== elsewhere) return;
  const key = await dialogs.askText({
    title: choice.label,
    prompt: t('Key of the task, for example NT-42.'),
    value: body.key,
  });
  if (key === undefined || key.trim() === '') return;
  // First the new one is on the disk, then the old one goes; another body needs another id.
  const { departmentId: _, ...rest } = body;
  await queue.submit({ ...rest, id: context.newId(), key: key.trim() });
  await queue.discard(body.id);
}

function facts({ body, parked }: QueuedWorklog, t: Translate): [duration: string, key: string, reason: string] {
  return [formatDuration(body.seconds), body.key, parked === null ? '' : failureFacts(parked, t) || parked.detail];
}
