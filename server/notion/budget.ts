/** How requests of one token wait for their turn. */
export interface Budget {
  /**
   * Resolves with 0 when one request may be sent. Who would have to wait longer than `patienceMs` is not queued and
   * gets the time to come back after instead.
   */
  take: (turn?: Turn) => Promise<number>;
  /** Nothing is sent before `untilMs`, because Notion asked to wait. */
  pauseUntil: (untilMs: number) => void;
}

export interface Turn {
  patienceMs?: number | undefined;
  /** Leaves a fifth of the requests to writes and to people who wait for an answer. */
  isBackground?: boolean | undefined;
}

export interface BudgetPorts {
  nowMs: () => number;
  sleep: (durationMs: number) => Promise<void>;
}

const windowMs = 60_000;
const backgroundShare = 0.8;

/**
 * At most `requestsPerMinute` in any 60 seconds. Notion counts in fixed windows and lets one be spent in a burst;
 * a sliding minute keeps below that wherever its windows begin.
 */
export function createBudget(requestsPerMinute: number, { nowMs, sleep }: BudgetPorts): Budget {
  const backgroundPerMinute = Math.max(1, Math.floor(requestsPerMinute * backgroundShare));
  let sentAtMs: number[] = [];
  let pausedUntilMs = 0;
  let lastMs = nowMs();
  const queues = { front: Promise.resolve(), background: Promise.resolve() };

  /** A clock that is set back takes all our times along: nobody waits an hour for an hour that comes twice. */
  function currentMs(): number {
    const now = nowMs();
    const backMs = lastMs - now;
    if (backMs > 0) {
      sentAtMs = sentAtMs.map((ms) => ms - backMs);
      pausedUntilMs -= backMs;
    }
    lastMs = now;
    return now;
  }

  function waitMs(limit: number): number {
    const now = currentMs();
    while (sentAtMs[0] !== undefined && sentAtMs[0] <= now - windowMs) sentAtMs.shift();
    const oldest = sentAtMs.at(-limit);
    return Math.max(pausedUntilMs, oldest === undefined ? 0 : oldest + windowMs) - now;
  }

  async function takeOne(limit: number): Promise<void> {
    for (let remainingMs = waitMs(limit); remainingMs > 0; remainingMs = waitMs(limit)) await sleep(remainingMs);
    sentAtMs.push(nowMs());
  }

  return {
    async take({ patienceMs = Infinity, isBackground = false } = {}) {
      const limit = isBackground ? backgroundPerMinute : requestsPerMinute;
      const remainingMs = waitMs(limit);
      if (remainingMs > patienceMs) return remainingMs;
      const queue = isBackground ? 'background' : 'front';
      const mine = queues[queue].then(() => takeOne(limit));
      queues[queue] = mine.catch(() => {});
      await mine;
      return 0;
    },
    pauseUntil(untilMs) {
      pausedUntilMs = Math.max(pausedUntilMs, untilMs);
    },
  };
}
