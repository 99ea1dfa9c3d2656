/** How requests of one token wait for their turn. */
export interface Budget {
  /** Resolves when one request may be sent. */
  take: () => Promise<void>;
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

  async function takeOne(): Promise<void> {
    for (;;) {
      const now = nowMs();
      while (sentAtMs[0] !== undefined && sentAtMs[0] <= now - windowMs) sentAtMs.shift();
      const oldest = sentAtMs.length < requestsPerMinute ? undefined : sentAtMs[0];
      const readyMs = Math.max(pausedUntilMs, oldest === undefined ? 0 : oldest + windowMs);
      if (readyMs <= now) break;
      await sleep(readyMs - now);
    }
    sentAtMs.push(nowMs());
  }

  return {
    take() {
      turn = turn.then(takeOne);
      return turn;
    },
    pauseUntil(untilMs) {
      pausedUntilMs = Math.max(pausedUntilMs, untilMs);
    },
  };
}
