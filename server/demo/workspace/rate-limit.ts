import { Problem } from './problem.ts';
import { nowMs, type WorkspaceState } from './state.ts';

interface Window {
  startedAtMs: number;
  used: number;
}

export interface RateLimiter {
  /** Counts one request, or throws 429 with the seconds to wait. */
  admit(state: WorkspaceState, integrationId: string): void;
}

function limited(reason: string, waitMs: number): Problem {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
  return new Problem(429, 'rate_limited', 'You have been rate limited. Please try again in a few minutes.', {
    additionalData: { rate_limit_reason: reason, retry_after: seconds },
    headers: { 'retry-after': seconds },
  });
}

/** Fixed windows of a minute: one per connection, one for the whole workspace. A window may be spent in one burst. */
export function makeRateLimiter(): RateLimiter {
  const windows = new Map<string, Window>();

  function current(key: string, timeMs: number, minuteMs: number): Window {
    const window = windows.get(key);
    if (window !== undefined && timeMs < window.startedAtMs + minuteMs) return window;
    const fresh = { startedAtMs: timeMs, used: 0 };
    windows.set(key, fresh);
    return fresh;
  }

  return {
    admit(state, integrationId) {
      const timeMs = nowMs(state);
      const { minuteMs } = state.limits;
      const own = current(`connection ${integrationId}`, timeMs, minuteMs);
      const shared = current('workspace', timeMs, minuteMs);
      if (own.used >= state.limits.requestsPerMinute) {
        throw limited('public_api_request_rate_limit', own.startedAtMs + minuteMs - timeMs);
      }
      if (shared.used >= state.limits.workspaceRequestsPerMinute) {
        throw limited('public_api_space_request_rate_limit', shared.startedAtMs + minuteMs - timeMs);
      }
      own.used += 1;
      shared.used += 1;
    },
  };
}
