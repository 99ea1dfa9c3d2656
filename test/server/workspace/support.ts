import { Client, isFullPage, LogLevel, type PageObjectResponse } from '@notionhq/client';
import { onTestFinished } from 'vitest';
import { sampleWorkspace, type Sample } from '../../../server/demo/workspace/sample.ts';
import { serveWorkspace, type ServeOptions } from '../../../server/demo/workspace/serve.ts';
import type { WorkspaceOptions } from '../../../server/demo/workspace/workspace.ts';

export const START = '2026-03-18T09:30:40.500Z';

export interface TestClock {
  now(): Date;
  /** Moves the time on by so many seconds. */
  passSeconds(seconds: number): void;
}

export function testClock(start = START): TestClock {
  let timeMs = Date.parse(start);
  return { now: () => new Date(timeMs), passSeconds: (seconds) => void (timeMs += seconds * 1000) };
}

/** Ids that repeat from run to run. */
export function countedIds(): () => string {
  let count = 0;
  return () => `id ${(count += 1)}`;
}

export function clientFor(url: string, token: string, notionVersion = '2026-03-11'): Client {
  return new Client({
    auth: token,
    baseUrl: url,
    notionVersion,
    retry: false,
    logLevel: LogLevel.ERROR,
    logger: () => {},
  });
}

export interface RawRequest {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

export interface Stage extends Sample {
  client: Client;
  clock: TestClock;
  url: string;
  people: Sample['people'];
  /** A plain request, for what the client would not send. */
  raw: (path: string, init?: RawRequest) => Promise<Response>;
  /** A client of another connection the task database is shared with. */
  clientWith: (token: Parameters<Sample['workspace']['people']['addToken']>[0]) => Client;
}

/** A served sample workspace with a client connected to it; ends with the test. */
export async function stage(options: Partial<WorkspaceOptions> = {}, serving: ServeOptions = {}): Promise<Stage> {
  const clock = testClock();
  const sample = sampleWorkspace({ clock, newId: countedIds(), requestsPerMinute: Infinity, ...options });
  const served = await serveWorkspace(sample.workspace, serving);
  onTestFinished(() => served.close());
  const headers = { authorization: `Bearer ${sample.token}`, 'notion-version': '2026-03-11' };
  return {
    ...sample,
    clock,
    url: served.url,
    client: clientFor(served.url, sample.token),
    raw: (path, init = {}) => fetch(`${served.url}${path}`, { ...init, headers: init.headers ?? headers }),
    clientWith: (token) => {
      const issued = sample.workspace.people.addToken(token);
      sample.workspace.people.share(sample.databaseId, issued.integrationId);
      return clientFor(served.url, issued.token);
    },
  };
}

/** The API error a call ends with, as plain data. */
export async function failure(
  call: Promise<unknown>,
): Promise<{ status: number; code: string; body: Record<string, unknown> }> {
  try {
    await call;
  } catch (error) {
    const { status, code, body } = error as { status: number; code: string; body: string };
    return { status, code, body: JSON.parse(body) as Record<string, unknown> };
  }
  throw new Error('The call should have failed');
}

/** Title of a full page, whatever its title column is called. */
export function titleOf(page: unknown): string {
  const properties = Object.values((page as PageObjectResponse).properties);
  const title = properties.find((property) => property.type === 'title');
  return title?.type === 'title' ? title.title.map((part) => part.plain_text).join('') : '';
}

/** A full page as the client gets it. */
export async function fullPage(client: Client, pageId: string): Promise<PageObjectResponse> {
  const page = await client.pages.retrieve({ page_id: pageId });
  if (!isFullPage(page)) throw new Error('The page came without its properties');
  return page;
}
