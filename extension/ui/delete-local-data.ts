import { counted } from '../core/translate.ts';
import type { Unsent } from '../host/local-data.ts';
import type { Context } from './context.ts';

/** Deletes what was kept on this machine, after saying what that is and what of it was not sent yet. */
export async function deleteLocalData(context: Context): Promise<void> {
  const { dialogs, editor, localData, t } = context;
  const unsent = await localData.unsent();
  const isWaiting = unsent.heartbeats + unsent.worklogs > 0;
  const [send, remove, leave] = [t('Send First'), t('Delete'), t('Delete and Sign Out')];
  const choice = await dialogs.tell({
    level: 'warning',
    text: t('Delete what Tickmark keeps on this machine?'),
    modalDetail: detail(context, unsent),
    buttons: [...(isWaiting ? [send] : []), remove, leave],
  });
  if (choice === send) {
    await editor.progress(t('Sending what waits'), localData.send);
    return deleteLocalData(context);
  }
  if (choice !== remove && choice !== leave) return undefined;
  await erase(context, choice === leave);
}

function detail({ t }: Context, { heartbeats, worklogs }: Unsent): string {
  const waiting = [
    heartbeats === 0
      ? ''
      : counted(t, heartbeats, '{0} sign of activity was not sent yet.', '{0} signs of activity were not sent yet.'),
    worklogs === 0 ? '' : counted(t, worklogs, '{0} worklog was not sent yet.', '{0} worklogs were not sent yet.'),
  ].filter((line) => line !== '');
  const lost = waiting.length === 0 ? t('Everything was sent.') : `${waiting.join(' ')} ${t('They would be lost.')}`;
  return [
    lost,
    [
      t('Deleted here, for all servers and accounts:'),
      `• ${t('signs of activity and worklogs that wait, or were refused')}`,
      `• ${t('what was remembered of branches and tasks in this workspace; other workspaces keep theirs until you do this there')}`,
      `• ${t('a pause, and your consent: coding time is no longer counted')}`,
      `• ${t('the key that hashes of paths are made with')}`,
      `• ${t('with “Delete and Sign Out” also your accounts and their tokens')}`,
    ].join('\n'),
    t('Settings and what is on the server stay.'),
  ].join('\n\n');
}

async function erase(context: Context, withAccounts: boolean): Promise<void> {
  const { dialogs, editor, localData, log, oauth, redraw, t } = context;
  if (!(await localData.stopCounting().then(isDone, (error: unknown) => log.fault('delete local data', error)))) {
    const open = t('Open the Setting');
    const text = t('Counting of coding time could not be switched off in your settings, so nothing was deleted.');
    if ((await dialogs.tell({ level: 'error', text, buttons: [open] })) === open)
      editor.openSetting('tickmark.heartbeats.enabled');
    return;
  }
  const accounts = await localData.erase(withAccounts);
  redraw();
  // A token that was pasted may be in use elsewhere: it is not ours to end.
  const own = accounts.filter(({ isOwnToken }) => isOwnToken === true);
  const ended = await Promise.all(own.map((account) => oauth.revoke(account)));
  const left = own.filter((_account, index) => ended[index]?.ok === false).map(({ address }) => address);
  const texts = [
    withAccounts ? t('Deleted, and signed out.') : t('Deleted.'),
    left.length === 0 ? '' : t('{0} could not be told to end the token. Revoke it on its page.', left.join(', ')),
  ];
  void dialogs.tell({
    level: left.length === 0 ? 'information' : 'warning',
    text: texts.filter((text) => text !== '').join(' '),
  });
}

const isDone = (): true => true;
