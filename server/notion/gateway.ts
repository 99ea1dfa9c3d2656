import { Client, LogLevel } from '@notionhq/client';
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { createBudget, type Budget, type BudgetPorts, type Priority } from './budget.ts';
import { NotionFailure, toNotionFailure } from './failure.ts';
import { fetchWithDeadline } from './fetch.ts';

/** What a use case holds while it talks to Notion for one connection. Counts its requests. */
export interface NotionSession {
  /** A request that changes nothing: repeated by itself until it works or cannot. */
  read: <T>(request: (client: Client) => Promise<T>) => Promise<T>;
  /** Waits for the turn of a request that changes something, so that it can leave at once when it is written down. */
  turn: () => Promise<SendWrite>;
  /** Requests sent so far, repeats included. */
  requests: () => number;
  /** How often and how long requests waited: for the budget, or because Notion asked to, by its reason. */
  waits: () => Waits;
  /** Notion's clock, from its last answer; ours until then. */
  notionNow: () => Date;
}

/**
 * Sends a write, once: who owns it decides about a repeat. `notedAt` is when it was written down that it leaves. Later
 * than `leaveWithinMs` after that it does not leave any more, so that a server that slept never sends what another
 * one has taken over meanwhile.
 */
export type SendWrite = <T>(notedAt: Date, request: (client: Client) => Promise<T>) => Promise<T>;

/** How long after it was written down a write may still leave. */
export const leaveWithinMs = 5000;

export type Waits = Record<string, { times: number; seconds: number }>;

export interface SessionOptions {
  /** Rather fails as rate limited than waits longer than this for its turn. */
  patienceMs?: number;
  /** How often a read is tried. */
  readAttempts?: number;
  /** Who waits for the answers; a person unless told. */
  priority?: Priority;
  /** Is tried also while Notion refuses the token; what a person waits for always is. */
  probes?: boolean;
  /** Id of the token's workspace, when it is known. */
  workspaceId?: string | null;
}

export interface NotionGateway {
  session: (token: string, options?: SessionOptions) => NotionSession;
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
/** Where Notion asks to wait and does not say how long. */
const minPauseMs = 1000;
const apiVersion = '2026-03-11';

/** The only way to Notion: one budget per token over all servers, one retry loop, a deadline on every request. */
export function createNotionGateway(options: GatewayOptions): NotionGateway {
  const budgets = new Map<string, Budget>();
  return {
    session(token, how = {}) {
      const name = `token:${createHash('sha256').update(token).digest('hex')}`;
      const budget = budgets.get(name) ?? createBudget(name, options.requestsPerMinute, options);
      budgets.set(name, budget);
      return createSession(token, budget, options, how);
    },
  };
}

function createSession(token: string, budget: Budget, options: GatewayOptions, how: SessionOptions): NotionSession {
  const { patienceMs = Infinity, readAttempts = maxReadAttempts, priority = 'person', workspaceId } = how;
  const { probes = priority === 'person' } = how;
  let requests = 0;
  let skewMs = 0;
  const waits: Waits = {};
  let wasBlocked = false;
  const workspace = typeof workspaceId === 'string' ? `workspace:${workspaceId}` : undefined;
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

  function noteWait(reason: string, waitedMs: number): void {
    const { times, seconds } = waits[reason] ?? { times: 0, seconds: 0 };
    waits[reason] = { times: times + 1, seconds: seconds + Math.round(waitedMs / 1000) };
  }

  async function takeTurn(): Promise<void> {
    const taken = await budget.take({ priority, patienceMs, workspace, probes });
    ({ wasBlocked } = taken);
    for (const [reason, waitedMs] of Object.entries(taken.waited)) noteWait(reason, waitedMs);
  }

  async function send<T>(request: (client: Client) => Promise<T>): Promise<T> {
    requests += 1;
    try {
      const answer = await request(client);
      if (wasBlocked) await budget.block(false);
      return answer;
    } catch (error) {
      // A dated Retry-After is by Notion's clock, which the same answer tells.
      const failure = toNotionFailure(error, notionNow());
      await heed(failure);
      throw failure;
    }
  }

  /** What Notion says about all requests holds for all: those of other use cases and of other servers. */
  async function heed({ kind, retryAfterMs, limitReason = 'unknown' }: NotionFailure): Promise<void> {
    if (kind === 'blocked') await budget.block(true);
    if (kind !== 'rate_limited') return;
    const isOfWorkspace = limitReason === 'public_api_space_request_rate_limit';
    await budget.rest(retryAfterMs ?? minPauseMs, limitReason, isOfWorkspace ? workspace : undefined);
  }

  async function turn(): Promise<SendWrite> {
    await takeTurn();
    return async (notedAt, request) => {
      const isLate = options.nowMs() - notedAt.getTime() > leaveWithinMs;
      if (isLate) throw new NotionFailure('offline', 'The request did not leave in time.');
      return send(request);
    };
  }

  async function read<T>(request: (client: Client) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await takeTurn();
      try {
        return await send(request);
      } catch (error) {
        if (!(error instanceof NotionFailure) || attempt >= readAttempts || !isWorthRepeating(error)) throw error;
        options.log.debug({ kind: error.kind, status: error.status, attempt }, 'repeating a read');
        if (error.kind === 'rate_limited' && error.retryAfterMs !== undefined) continue;
        const asked = error.retryAfterMs ?? 0;
        if (asked > patienceMs) throw error;
        const waitMs = Math.max(backoffMs(attempt, options.random()), asked);
        noteWait('retry', waitMs);
        await options.sleep(waitMs);
      }
    }
  }

  return { read, turn, requests: () => requests, waits: () => ({ ...waits }), notionNow };
}

function isWorthRepeating(failure: NotionFailure): boolean {
  return ['unavailable', 'offline', 'rate_limited', 'conflict'].includes(failure.kind);
}

/** 0.5 s doubling to 30 s, spread by half so that clients do not come back together. */
export function backoffMs(attempt: number, random: number): number {
  return Math.min(30_000, 500 * 2 ** (attempt - 1)) * (0.75 + random / 2);
}
