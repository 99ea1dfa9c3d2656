import { sentFields } from '../core/heartbeat.ts';
import { counted } from '../core/translate.ts';
import type { Context } from './context.ts';

/** Shows every field that would be sent and lets the person switch counting on or off. Nothing is sent before. */
export async function countCodingTime(context: Context): Promise<void> {
  const { settings, dialogs, session, t } = context;
  const { enabled, paths } = settings().heartbeats;
  if (enabled) return switchOff(context);
  const server = session.server();
  const fields = sentFields(paths).map(({ name, meaning }) => `• ${name}: ${t(meaning)}`);
  const modalDetail = [
    t(
      'While you work, a sign of activity goes to {0} about every two minutes. It holds:',
      server.ok ? server.address : '…',
    ),
    fields.join('\n'),
    t('No file content, no file name, no keystroke. You can look at what was sent and switch it off at any time.'),
  ].join('\n\n');
  const yes = t('Count Coding Time');
  const text = t('Count coding time on your tasks?');
  if ((await dialogs.tell({ level: 'information', text, modalDetail, buttons: [yes] })) !== yes) return undefined;
  context.seenFields.note();
  return context.setCounting(true);
}

async function switchOff({ codingTime, dialogs, setCounting, t }: Context): Promise<void> {
  const queue = codingTime.counting()?.queue;
  const waiting = (await queue?.counts())?.waiting ?? 0;
  const off = t('Switch Off');
  const discard = t('Switch Off and Discard');
  const text = t('Coding time is being counted.');
  const modalDetail =
    waiting === 0
      ? t('Everything recorded was sent.')
      : counted(
          t,
          waiting,
          '{0} sign of activity waits here to be sent. It stays on this machine unless you discard it.',
          '{0} signs of activity wait here to be sent. They stay on this machine unless you discard them.',
        );
  const buttons = waiting === 0 ? [off] : [off, discard];
  const choice = await dialogs.tell({ level: 'information', text, modalDetail, buttons });
  if (choice !== off && choice !== discard) return;
  await setCounting(false);
  if (choice === discard) await queue?.discardAll();
}
