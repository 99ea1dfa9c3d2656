/** How requests of one token wait for their turn. */
export interface Budget {
  /**
   * Resolves with 0 when one request may be sent. Who would have to wait longer than `patienceMs` is not queued and
   * gets the time to come back after instead.
   */
  take: (patienceMs?: number) => Promise<number>;
  /** Nothing is sent before `untilMs`, because Notion asked to wait. */
  pauseUntil: (untilMs: number) => void;
}

export interface BudgetPorts {
  nowMs: () => number;
  sleep: (durationMs: number) => Promise<void>;
}

const windowMs = 60_000;

/**
 * At most `requestsPerMinute` in any 60 seconds. Notion counts in fixed windows and lets one be spent in a burst;
 * a sliding minute keeps below that wherever its windows begin.
 */
export function createBudget(requestsPerMinute: number, { nowMs, sleep }: BudgetPorts): Budget {
  const sentAtMs: number[] = [];
  let pausedUntilMs = 0;
  let turn = Promise.resolve();

  function waitMs(): number {
    const now = nowMs();
    while (sentAtMs[0] !== undefined && sentAtMs[0] <= now - windowMs) sentAtMs.shift();
    const oldest = sentAtMs.length < requestsPerMinute ? undefined : sentAtMs[0];
    return Math.max(pausedUntilMs, oldest === undefined ? 0 : oldest + windowMs) - now;
  }

  async function takeOne(): Promise<void> {
    for (let remainingMs = waitMs(); remainingMs > 0; remainingMs = waitMs()) await sleep(remainingMs);
    sentAtMs.push(nowMs());
  }

  return {
    async take(patienceMs = Infinity) {
      const remainingMs = waitMs();
      if (remainingMs > patienceMs) return remainingMs;
      const mine = turn.then(takeOne);
      turn = mine.catch(() => {});
      await mine;
      return 0;
    },
    pauseUntil(untilMs) {
      pausedUntilMs = Math.max(pausedUntilMs, untilMs);
    },
  };
}
