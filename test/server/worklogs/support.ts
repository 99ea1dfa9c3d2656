import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import type { Clock } from '../../../server/context.ts';
import type { LedgerComment } from '../../../server/demo/workspace/workspace.ts';
import { createBudgetStore } from '../../../server/budgets/budgets.repository.ts';
import { createNotionGateway } from '../../../server/notion/gateway.ts';
import type { Services } from '../../../server/services.ts';
import { deliverDue } from '../../../server/worklogs/outbox.usecases.ts';
import { minuteMs, secondMs } from '../../support/clock.ts';
import type { Answer, TestServer } from '../../support/server.ts';

/** Everything a worklog may be booked with, with what most tests do not care about filled in. */
export interface Booking {
  id?: string;
  key?: string;
  seconds?: number;
  text?: string;
  startedAt?: string;
  day?: string;
  personId?: string;
}

/** Books time and answers the worklog. The next one is a second later. */
export async function book(server: TestServer, booking: Booking = {}, token?: string): Promise<Worklog> {
  const answer = await tryToBook(server, booking, token);
  if (answer.status !== 201) throw new Error(`not booked: ${JSON.stringify(answer.body)}`);
  server.clock.advance(secondMs);
  return answer.body;
}

export function tryToBook(server: TestServer, booking: object = {}, token?: string): Promise<Answer<Worklog>> {
  const body = { id: randomUUID(), key: 'NT-42', seconds: 5400, text: '', ...booking };
  return server.call<Worklog>('POST', '/worklogs', body, token);
}

export async function find(server: TestServer, { id }: { id: string }, token?: string): Promise<Worklog> {
  return (await server.call<Worklog>('GET', `/worklogs/${id}`, undefined, token)).body;
}

export function change(server: TestServer, { id }: { id: string }, body: object, token?: string) {
  return server.call<Worklog>('PATCH', `/worklogs/${id}`, body, token);
}

export function remove(server: TestServer, { id }: { id: string }, token?: string) {
  return server.call('DELETE', `/worklogs/${id}`, undefined, token);
}

/** The comments the server made on a page and that are still there, resolved ones included. */
export function posted({ sample }: TestServer, key = 'NT-42'): LedgerComment[] {
  const { workspace } = sample;
  const bots = new Set(workspace.snapshot().integrations.map(({ botId }) => botId));
  const all = workspace.comments(workspace.findPage(key));
  return all.filter(({ createdBy, deleted }) => bots.has(createdBy) && !deleted);
}

export function texts(server: TestServer, key = 'NT-42'): string[] {
  return posted(server, key).map(({ text }) => text);
}

/** The number in Time Spent as a person reads it. */
export function hours({ sample }: TestServer, key = 'NT-42', column = 'Time Spent') {
  return sample.workspace.value(sample.workspace.findPage(key), column);
}

export function typeHours({ sample }: TestServer, value: number | null, key = 'NT-42'): void {
  sample.workspace.people.setTimeSpent(sample.workspace.findPage(key), value);
}

/** Delivers again and again while time passes, until everything that mends itself has. */
export async function quieten(server: TestServer, services = server.services): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    await deliverWith(services);
    server.clock.advance(70 * secondMs);
  }
  server.clock.advance(61 * minuteMs);
  await deliverWith(services);
}

/** One look of the outbox after the other until nothing is due; gives up where one does not come further. */
export async function deliverWith(services: Services, random = () => 0.5): Promise<void> {
  for (let looks = 0; looks < 50; looks += 1) if ((await deliverDue(services, random)) === 0) return;
}

/** The same server with a connection of its own to Notion, by which requests may fail in another way. */
export function withNotionAt(
  { clock, services }: TestServer,
  baseUrl: string,
  deadlineMs = 2000,
  by: Clock = clock,
): Services {
  const sleep = (durationMs: number) => {
    clock.advance(durationMs);
    return Promise.resolve();
  };
  const store = createBudgetStore(services.db);
  const ports = { store, nowMs: () => by.now().getTime(), sleep, random: () => 0.5, log: services.log };
  return { ...services, notion: createNotionGateway({ baseUrl, requestsPerMinute: 6000, deadlineMs, ...ports }) };
}

/** Requests that reached Notion since `from`, as `POST /v1/comments`. */
export function requestsSince({ sample }: TestServer, from: number): string[] {
  return sample.workspace.requestsLog
    .slice(from)
    .map(({ method, path }) => `${method} ${path.replace(/[\da-f-]{36}/gu, '…')}`);
}

/** An address on this machine where nobody listens. */
export async function closedAddress(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
