import type { NewWorklog, Worklog } from '../../shared/api/worklogs.ts';
import { backoffMs } from './backoff.ts';
import type { Clock } from './clock.ts';
import { type Failure, type Result, isFinal } from './failure.ts';
import { createTurns } from './in-turn.ts';
import type { Disposable } from './lifecycle.ts';

/** A worklog the server does not have yet. The body never changes: the same id with another body is a conflict. */
export interface QueuedWorklog {
  body: NewWorklog;
  /** Set when sending it again cannot succeed without the person. */
  parked: { code: string | null; detail: string; fix: string } | null;
}

/** Where worklogs wait; one file each. */
export interface WorklogFiles {
  readAll: () => Promise<QueuedWorklog[]>;
  /** Resolves when it is on the disk. */
  write: (entry: QueuedWorklog) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

export interface WorklogPorts {
  clock: Clock;
  random: () => number;
  files: WorklogFiles;
  send: (body: NewWorklog) => Promise<Result<Worklog>>;
  onDelivered: (body: NewWorklog) => void;
  onParked: (entry: QueuedWorklog) => void;
  onError: (error: unknown) => void;
}

/** Never loses a worklog, never books one twice: it is on the disk before it is sent and until the server has it. */
export interface WorklogQueue extends Disposable {
  /** Throws when it could not be saved; then nothing was sent. */
  submit: (body: NewWorklog) => Promise<Delivery>;
  /** Sends what waits. */
  drain: () => Promise<void>;
  /** Everything that waits or is parked, oldest first, as last read. */
  entries: () => readonly QueuedWorklog[];
  retry: (id: string) => Promise<Delivery>;
  discard: (id: string) => Promise<void>;
}

export type Delivery =
  | { kind: 'delivered' }
  | { kind: 'waiting'; failure: Failure }
  | { kind: 'parked'; failure: Failure };

const firstRetryMs = 15_000;
const longestRetryMs = 15 * 60_000;

export function createWorklogQueue(ports: WorklogPorts): WorklogQueue {
  const { files, clock } = ports;
  let known: QueuedWorklog[] = [];
  let failures = 0;
  let timer: Disposable | undefined;
  let ended = false;

  // One at a time: a retry by timer and one by hand must not send the same worklog side by side.
  const inTurn = createTurns();

  const reread = async (): Promise<void> => {
    known = (await files.readAll()).sort((a, b) => (a.body.id < b.body.id ? -1 : 1));
  };

  const scheduleRetry = (failure: Failure): void => {
    failures += 1;
    timer?.dispose();
    if (ended || failure.kind === 'unauthorised') return;
    const delayMs = backoffMs(failures, ports.random(), {
      firstMs: firstRetryMs,
      longestMs: longestRetryMs,
      askedMs: failure.retryAfterMs,
    });
    timer = clock.after(delayMs, () => void drain().catch(ports.onError));
  };

  const attempt = async ({ body }: QueuedWorklog): Promise<Delivery> => {
    const result = await ports.send(body);
    // A success names the worklog; anything else that looks like one is not about this worklog.
    if (result.ok && result.value.id.toLowerCase() === body.id.toLowerCase()) {
      await files.remove(body.id);
      failures = 0;
      ports.onDelivered(body);
      return { kind: 'delivered' };
    }
    const failure = result.ok ? otherWorklog : result.failure;
    if (isFinal(failure)) {
      const entry = { body, parked: { code: failure.code, detail: failure.detail, fix: failure.fix } };
      await files.write(entry);
      ports.onParked(entry);
      return { kind: 'parked', failure };
    }
    scheduleRetry(failure);
    return { kind: 'waiting', failure };
  };

  const drain = (): Promise<void> =>
    inTurn(async () => {
      timer?.dispose();
      await reread();
      for (const entry of known.filter(({ parked }) => parked === null)) {
        if (ended) return;
        const delivery = await attempt(entry);
        if (delivery.kind === 'waiting') break;
      }
      await reread();
    });

  const attemptNow = (entry: QueuedWorklog): Promise<Delivery> =>
    inTurn(async () => {
      await files.write(entry);
      const delivery = await attempt(entry);
      await reread();
      return delivery;
    });

  return {
    submit: (body) => attemptNow({ body, parked: null }),
    drain,
    entries: () => known,
    retry: async (id) => {
      const entry = known.find(({ body }) => body.id === id);
      if (entry === undefined) return { kind: 'delivered' };
      return attemptNow({ body: entry.body, parked: null });
    },
    discard: (id) =>
      inTurn(async () => {
        await files.remove(id);
        await reread();
      }),
    dispose() {
      ended = true;
      timer?.dispose();
    },
  };
}

const otherWorklog: Failure = {
  kind: 'not_our_server',
  code: null,
  detail: 'The answer named another worklog.',
  fix: '',
  retryAfterMs: null,
};
