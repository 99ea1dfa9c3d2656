import { Client, LogLevel } from '@notionhq/client';
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { createBudget, type Budget, type BudgetPorts } from './budget.ts';
import { NotionFailure, toNotionFailure } from './failure.ts';
import { fetchWithDeadline } from './fetch.ts';

/** What a use case holds while it talks to Notion for one connection. Counts its requests. */
export interface NotionSession {
  /** A request that changes nothing: repeated by itself until it works or cannot. */
  read: <T>(request: (client: Client) => Promise<T>) => Promise<T>;
  /** A request that changes something: sent once. Who owns the write decides about a repeat. */
  write: <T>(request: (client: Client) => Promise<T>) => Promise<T>;
  /** Requests sent so far, repeats included. */
  requests: () => number;
  /** How often Notion asked to wait, by its reason. */
  limited: () => Record<string, number>;
  /** Notion's clock, from its last answer; ours until then. */
  notionNow: () => Date;
}

export interface NotionGateway {
  session: (token: string) => NotionSession;
}

export interface GatewayOptions extends BudgetPorts {
  baseUrl: string;
  requestsPerMinute: number;
  log: Logger;
  /** How long one request may take, its body included. Notion itself gives up after about 60 s. */
  deadlineMs?: number;
  random: () => number;
}

const maxReadAttempts = 6;
const apiVersion = '2026-03-11';

/** The only way to Notion: one budget per token, one retry loop, a deadline on every request. */
export function createNotionGateway(options: GatewayOptions): NotionGateway {
  const budgets = new Map<string, Budget>();
  return {
    session(token) {
      const name = createHash('sha256').update(token).digest('hex');
      const budget = budgets.get(name) ?? createBudget(options.requestsPerMinute, options);
      budgets.set(name, budget);
      return createSession(token, budget, options);
    },
  };
}

function createSession(token: string, budget: Budget, options: GatewayOptions): NotionSession {
  let requests = 0;
  let skewMs = 0;
  const limited: Record<string, number> = {};
  const notionNow = () => new Date(options.nowMs() + skewMs);
  const { fetch, signalDate } = fetchWithDeadline(options.deadlineMs ?? 65_000);
  signalDate((date) => {
    skewMs = date.getTime() - options.nowMs();
  });
  const client = new Client({
    auth: token,
    baseUrl: options.baseUrl,
    notionVersion: apiVersion,
    retry: false,
    timeoutMs: 24 * 3_600_000,
    fetch,
    logLevel: LogLevel.WARN,
    // The SDK's own lines hold Notion's message texts; ours say what happened with a code.
    logger: (level, message) => options.log.debug({ level }, message),
  });

  async function once<T>(request: (client: Client) => Promise<T>): Promise<T> {
    await budget.take();
    requests += 1;
    try {
      return await request(client);
    } catch (error) {
      // A dated Retry-After is by Notion's clock, which the same answer tells.
      const failure = toNotionFailure(error, notionNow());
      if (failure.limitReason !== undefined) limited[failure.limitReason] = (limited[failure.limitReason] ?? 0) + 1;
      if (failure.retryAfterMs !== undefined && failure.kind === 'rate_limited') {
        budget.pauseUntil(options.nowMs() + failure.retryAfterMs);
      }
      throw failure;
    }
  }

  async function read<T>(request: (client: Client) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(request);
      } catch (error) {
        if (!(error instanceof NotionFailure) || attempt === maxReadAttempts || !isWorthRepeating(error)) throw error;
        options.log.debug({ kind: error.kind, status: error.status, attempt }, 'repeating a read');
        if (error.kind !== 'rate_limited' || error.retryAfterMs === undefined) {
          await options.sleep(backoffMs(attempt, options.random()));
        }
      }
    }
  }

  return { read, write: once, requests: () => requests, limited: () => limited, notionNow };
}

function isWorthRepeating(failure: NotionFailure): boolean {
  return ['unavailable', 'offline', 'rate_limited', 'conflict'].includes(failure.kind);
}

/** 0.5 s doubling to 30 s, spread by half so that clients do not come back together. */
export function backoffMs(attempt: number, random: number): number {
  return Math.min(30_000, 500 * 2 ** (attempt - 1)) * (0.75 + random / 2);
}
