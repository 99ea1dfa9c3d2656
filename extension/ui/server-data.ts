import { leavingSentences, leavingWords } from '../../shared/leaving-words.ts';
import { counted } from '../core/translate.ts';
import { isSignedIn, tellFailure, type WorkContext } from './work.ts';

const { question, alsoWorklogs, alsoTokens } = leavingWords;

/** Saves what the person did, as the server keeps it, as a file where the person says. */
export async function exportData(context: WorkContext): Promise<void> {
  const { dialogs, clock, work, t } = context;
  if (!(await isSignedIn(context))) return;
  const formats = [
    { label: 'JSON', detail: t('Everything, as programs read it.'), format: 'json' },
    { label: 'CSV', detail: t('A table for a spreadsheet.'), format: 'csv' },
  ] as const;
  const chosen = await work.pickers.choose(t('Export my data'), '', formats);
  if (chosen === undefined) return;
  const { format } = chosen;
  const result = await work.progress(t('Reading your data'), () => work.api.exportMe(format));
  if (!result.ok) return tellFailure(context, t('Nothing was exported.'), result.failure);
  const day = new Date(clock.nowMs()).toISOString().slice(0, 10);
  const saved = await work.saveFile(`tickmark-${day}.${format}`, result.value);
  if (saved !== null) void dialogs.tell({ level: 'information', text: t('Your data is in {0}.', saved) });
}

/** Deletes the person's coding time on the server, after saying what goes, what stays, and what else could go. */
export async function deleteServerData(context: WorkContext): Promise<void> {
  const { dialogs, codingTime, session, work, t } = context;
  if (!(await isSignedIn(context))) return;
  const rows = [
    { id: 'worklogs', label: t(alsoWorklogs), picked: false },
    { id: 'tokens', label: t(alsoTokens), picked: false },
  ];
  const checked = await work.pickers.checklist(t(question), t('What else is to go?'), rows);
  if (checked === undefined) return;
  const also = { worklogs: checked.ids.includes('worklogs'), tokens: checked.ids.includes('tokens') };
  const [remove, first] = [t('Delete'), t('Export First')];
  const sentences = leavingSentences(also).map((sentence) => `• ${t(sentence)}`);
  const message = { level: 'warning', text: t(question), modalDetail: sentences.join('\n') } as const;
  const choice = await dialogs.tell({ ...message, buttons: [remove, first] });
  if (choice === first) return exportData(context);
  if (choice !== remove) return;
  const account = session.account();
  const counting = codingTime.counting();
  const result = await work.progress(t('Deleting your data'), () => work.api.deleteMe(also));
  if (!result.ok) return tellFailure(context, t('It is not known whether all was deleted. Try again.'), result.failure);
  // The server would not take it any more.
  await counting?.queue.discardAll();
  if (also.tokens && account !== null) await session.signOut(account.address);
  await context.task.refresh();
  const { heartbeats, worklogs } = result.value;
  const texts = [
    counted(t, heartbeats, '{0} sign of activity was deleted.', '{0} signs of activity were deleted.'),
    also.worklogs ? counted(t, worklogs, '{0} worklog was deleted.', '{0} worklogs were deleted.') : '',
    also.tokens ? t('Signed out.') : '',
  ];
  void dialogs.tell({ level: 'information', text: texts.filter((text) => text !== '').join(' ') });
}
