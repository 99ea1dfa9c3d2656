import { sentFields } from '../core/heartbeat.ts';
import type { Context } from './context.ts';

/** Shows the last heartbeats exactly as they are sent, and what waits or was refused. */
export async function showSentData({ codingTime, session, settings, seenFields, editor }: Context): Promise<void> {
  const counting = codingTime.counting();
  const server = session.server();
  const { enabled, paths, idleMinutes } = settings().heartbeats;
  const shown = {
    counting: enabled ? (counting === null ? 'on, but nobody is signed in' : 'on') : 'off',
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
