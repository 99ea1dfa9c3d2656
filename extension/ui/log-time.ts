import { formatDuration, parseDuration } from '../../shared/duration.ts';
import type { NewWorklog } from '../../shared/api/worklogs.ts';
import type { Clock } from '../core/clock.ts';
import type { Dialogs } from '../core/dialogs.ts';
import type { TaskLink } from '../core/task-state.ts';
import type { Translate } from '../core/translate.ts';
import { checkText, checkTime, offeredTime } from '../core/worklog-draft.ts';
import type { Delivery, WorklogQueue } from '../core/worklog-queue.ts';
import { shorten } from '../core/text.ts';

export interface LogTimePorts {
  dialogs: Dialogs;
  clock: Clock;
  newId: () => string;
  t: Translate;
  queue: Pick<WorklogQueue, 'submit' | 'entries'>;
  lastCommitSubject: () => Promise<string>;
  /** Coding time that the server does not know yet. */
  localSeconds: number;
}

/** Asks for time and text, saves the worklog on the disk and sends it. */
export async function logTime(ports: LogTimePorts, { issue, unloggedSeconds }: TaskLink): Promise<void> {
  const { dialogs, t } = ports;
  const name = issue.key ?? shorten(issue.title, 60);
  const title = t('Log time on {0}', name);
  const key = issue.key ?? issue.id;
  const time = await dialogs.askText({
    title,
    prompt: t('Hours or minutes, for example 1h 30m, 1:30, 90m or 1.5.'),
    placeholder: '1h 30m',
    value: offeredTime(unloggedSeconds + ports.localSeconds, waitingSeconds(ports, key)),
    check: (written) => checkTime(written, t),
    // The box checks on each change; an empty one is only refused when it is handed in.
    submit: async (text) =>
      parseDuration(text).ok ? undefined : { level: 'error', message: t('How long? For example 1h 30m.') },
  });
  const read = parseDuration(time ?? '');
  if (time === undefined || !read.ok) return;
  const text = await dialogs.askText({
    title: `${name} · ${formatDuration(read.seconds)}`,
    prompt: t('What was done? It becomes a comment on the Notion page. May be empty.'),
    value: await ports.lastCommitSubject(),
    check: (written) => checkText(written, t),
  });
  if (text === undefined) return;
  await submit(ports, name, {
    id: ports.newId(),
    key,
    seconds: read.seconds,
    text: text.trim(),
    startedAt: new Date(ports.clock.nowMs() - read.seconds * 1000).toISOString(),
    departmentId: issue.departmentId,
  });
}

function waitingSeconds({ queue }: LogTimePorts, key: string): number {
  return queue
    .entries()
    .filter(({ body }) => body.key === key)
    .reduce((sum, { body }) => sum + body.seconds, 0);
}

async function submit(ports: LogTimePorts, name: string, body: NewWorklog): Promise<void> {
  const { dialogs, t } = ports;
  const duration = formatDuration(body.seconds);
  const delivery = await ports.queue.submit(body).catch((): null => null);
  if (delivery === null) {
    const again = t('Try Again');
    const text = t(
      '{0} on {1} was not logged: it could not be saved on this disk. Make room and try again.',
      duration,
      name,
    );
    if ((await dialogs.tell({ level: 'error', text, buttons: [again] })) === again) await submit(ports, name, body);
    return;
  }
  // A parked one is told by the queue's listener, with what can be done.
  const text = messageOf(delivery, duration, name, t);
  if (text !== null) void dialogs.tell({ level: 'information', text });
}

function messageOf(delivery: Delivery, duration: string, name: string, t: Translate): string | null {
  if (delivery.kind === 'delivered') return t('Logged {0} on {1}.', duration, name);
  if (delivery.kind === 'parked') return null;
  // A toast is cut behind some 60 characters; why the server does not answer is said by the status item.
  return t('{0} on {1} is saved here until the server answers.', duration, name);
}
