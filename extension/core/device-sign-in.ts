import { type Clock, elapsedMs } from './clock.ts';
import type { Failure } from './failure.ts';
import type { Disposable, Event } from './lifecycle.ts';

/** What the server answers to a poll (RFC 8628, 3.5). */
export type Poll =
  | { kind: 'token'; token: string }
  | { kind: 'pending' }
  | { kind: 'slow_down' }
  | { kind: 'denied' }
  | { kind: 'expired' }
  /** No such answer: the connection failed, or the server knows nothing of this sign-in. */
  | { kind: 'failed'; failure: Failure };

export type Approval =
  | { kind: 'token'; token: string }
  | { kind: 'denied' }
  | { kind: 'expired' }
  /** With a token when it was approved in the same moment: somebody has to end that. */
  | { kind: 'cancelled'; token: string | null }
  | { kind: 'failed'; failure: Failure };

export interface ApprovalPorts {
  clock: Clock;
  /** Never throws. */
  poll: () => Promise<Poll>;
  /** As the server said; values that make no sense are brought into bounds. */
  intervalSeconds: number;
  expiresInSeconds: number;
  onCancel: Event<void>;
}

const slowerBySeconds = 5;
const longestIntervalSeconds = 60;
const longestLifeSeconds = 1800;

/** Asks the server, at its pace, until a person has decided, the time is over, or the person here has had enough. */
export async function waitForApproval(ports: ApprovalPorts): Promise<Approval> {
  const { clock } = ports;
  const began = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  const endMs = Math.min(longestLifeSeconds, Math.max(1, ports.expiresInSeconds)) * 1000;
  let intervalSeconds = Math.min(longestIntervalSeconds, Math.max(1, ports.intervalSeconds));
  let failures = 0;
  const cancel = watchCancel(ports.onCancel);
  try {
    for (;;) {
      // Where the connection fails, RFC 8628 asks for longer pauses.
      const pauseSeconds = Math.min(longestIntervalSeconds, intervalSeconds * 2 ** Math.min(failures, 6));
      if (!(await cancel.pause(clock, pauseSeconds * 1000))) return { kind: 'cancelled', token: null };
      if (elapsedMs(began, clock.nowMs(), clock.monotonicMs()) >= endMs) return { kind: 'expired' };
      const answer = await ports.poll();
      if (cancel.isCancelled()) return { kind: 'cancelled', token: answer.kind === 'token' ? answer.token : null };
      if (answer.kind === 'slow_down')
        intervalSeconds = Math.min(longestIntervalSeconds, intervalSeconds + slowerBySeconds);
      if (answer.kind === 'failed' && !isPassing(answer.failure)) return answer;
      failures = answer.kind === 'failed' ? failures + 1 : 0;
      if (answer.kind === 'token' || answer.kind === 'denied' || answer.kind === 'expired') return answer;
    }
  } finally {
    cancel.dispose();
  }
}

function isPassing({ kind }: Failure): boolean {
  return kind === 'offline' || kind === 'server_fault' || kind === 'rate_limited';
}

/** A pause that ends early, with false, when the person cancels. */
function watchCancel(onCancel: Event<void>): Disposable & {
  isCancelled: () => boolean;
  pause: (clock: Clock, ms: number) => Promise<boolean>;
} {
  let isCancelled = false;
  let wake: () => void = () => undefined;
  const listener = onCancel(() => {
    isCancelled = true;
    wake();
  });
  return {
    isCancelled: () => isCancelled,
    pause: (clock, ms) =>
      new Promise((resolve) => {
        if (isCancelled) return resolve(false);
        const timer = clock.after(ms, () => resolve(true));
        wake = () => {
          timer.dispose();
          resolve(false);
        };
      }),
    dispose: () => listener.dispose(),
  };
}
