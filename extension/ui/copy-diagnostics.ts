import { diagnosticsText } from '../core/diagnostics.ts';
import type { Context } from './context.ts';

/** Puts a report for an issue into the clipboard, without tokens, paths, names and e-mail addresses. */
export async function copyDiagnostics(context: Context): Promise<void> {
  const { task, clock, session, version, environment, settings, worklogs, codingTime, log, editor, dialogs, t } =
    context;
  const { entries: privateFolders, wrong } = context.privacy.folders();
  const server = session.server();
  const { server: _, ...shown } = settings();
  const { userName, ...where } = environment();
  const entries = worklogs()?.entries() ?? null;
  const counts = (await codingTime.counting()?.queue.counts()) ?? null;
  const text = diagnosticsText(
    task.state(),
    {
      ...where,
      nowMs: clock.nowMs(),
      server: server.ok ? server.address : server.detail,
      version,
      // How many and what is wrong with them; what they name is nobody's business.
      settings: {
        ...shown,
        privateFolders: privateFolders.length,
        wrongPrivateFolders: wrong.map(({ reason }) => reason),
        isPaused: context.pauses.now() !== null,
      },
      queues: {
        worklogs: entries?.length ?? null,
        worklogsThatNeedThePerson: entries?.filter(({ parked }) => parked !== null).length ?? null,
        heartbeats: counts?.waiting ?? null,
      },
      log: log.recent(),
    },
    { secrets: [session.person()?.token ?? ''], names: [session.person()?.personName ?? '', userName] },
  );
  await editor.copy(text);
  const show = t('Show');
  const told = t('Diagnostics are in the clipboard. Tokens, paths, names and e-mail addresses were taken out.');
  if ((await dialogs.tell({ level: 'information', text: told, buttons: [show] })) === show) {
    await editor.showDocument('Diagnostics.md', text);
  }
}
