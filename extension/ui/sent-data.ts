import { sentFields } from '../core/heartbeat.ts';
import type { Context } from './context.ts';

/** Shows the last heartbeats exactly as they are sent, what waits or was refused, and what is private. */
export async function showSentData(context: Context): Promise<void> {
  const { codingTime, session, settings, privacy, pauses, seenFields, editor } = context;
  const counting = codingTime.counting();
  const server = session.server();
  const { enabled, paths, idleMinutes } = settings().heartbeats;
  const { entries, wrong } = privacy.folders();
  const pause = await pauses.look();
  const shown = {
    counting: enabled ? (counting === null ? 'on, but nobody is signed in' : 'on') : 'off',
    paused:
      pause === null ? 'no' : pause.untilMs === null ? 'in this workspace' : new Date(pause.untilMs).toISOString(),
    privateFolders: entries,
    ...(wrong.length === 0 ? {} : { privateFoldersThatCannotBeRead: wrong, everythingIsPrivate: true }),
    server: server.ok ? server.address : server.detail,
    paths,
    idleMinutes,
    fields: Object.fromEntries(sentFields(paths).map(({ name, meaning }) => [name, meaning])),
    queue: counting === null ? null : await counting.queue.counts(),
    refused: counting === null ? [] : await counting.queue.parked(),
    lastHeartbeatsOfThisWindow: counting?.last() ?? [],
  };
  seenFields.note();
  await editor.showDocument('What is sent.json', `${JSON.stringify(shown, null, 2)}\n`);
}
