import { randomUUID } from 'node:crypto';
import type { NewBooking, Proposal, Proposals } from '../../../shared/api/booking.ts';
import type { Worklog } from '../../../shared/api/worklogs.ts';
import type { Problem } from '../../../shared/errors.ts';
import type { Answer, TestServer } from '../../support/server.ts';
import { beatsAt, send } from '../heartbeats/support.ts';

/** Coding time of so many minutes on a branch, a heartbeat every five minutes. */
export async function track(
  server: TestServer,
  start: string,
  minutes: number,
  branch: string | null = 'NT-42',
  token?: string,
): Promise<void> {
  const steps = Array.from({ length: Math.ceil(minutes / 5) }, (_, index) => index * 5);
  await send(server, beatsAt(start, [...steps, minutes], branch), token);
}

export async function proposalsOf(server: TestServer, query = '', token?: string): Promise<Proposals> {
  const answer = await server.call<Proposals>('GET', `/proposals${query}`, undefined, token);
  if (answer.status !== 200) throw new Error(`proposals answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** What is proposed, shortly: day, key and seconds. */
export async function proposed(server: TestServer, query = '', token?: string) {
  const { items } = await proposalsOf(server, query, token);
  return items.map(({ day, issue, proposedSeconds }) => [day, issue?.key, proposedSeconds] as const);
}

export async function proposalOf(server: TestServer, key: string, day?: string, token?: string): Promise<Proposal> {
  const { items } = await proposalsOf(server, '', token);
  const found = items.find((one) => one.issue?.key === key && (day === undefined || one.day === day));
  if (found === undefined) throw new Error(`nothing was tracked on ${key}`);
  return found;
}

type Booking = Omit<NewBooking, 'day'> & { day?: string };

/** Asks to book tracked time of 2 March 2026; all of NT-42 in one worklog unless said otherwise. */
export function tryToBookTracked(
  server: TestServer,
  booking: Booking = {},
  token?: string,
): Promise<Answer<{ items: Worklog[] } & Problem>> {
  const whole = booking.parts === undefined ? { id: randomUUID() } : {};
  const named = booking.source === undefined ? { key: 'NT-42' } : {};
  return server.call('POST', '/proposals/book', { day: '2026-03-02', ...named, ...whole, ...booking }, token);
}

export async function bookTracked(server: TestServer, booking: Booking = {}, token?: string): Promise<Worklog[]> {
  const answer = await tryToBookTracked(server, booking, token);
  if (answer.status !== 201) throw new Error(`not booked: ${JSON.stringify(answer.body)}`);
  return answer.body.items;
}

export function part(key: string, seconds: number, text = '') {
  return { id: randomUUID(), key, seconds, text };
}

/** All worklogs there are, earliest work first. */
export async function worklogsOf(server: TestServer, token?: string): Promise<Worklog[]> {
  const answer = await server.call<{ items: Worklog[] }>('GET', '/worklogs?limit=200', undefined, token);
  return answer.body.items.toSorted((a, b) => String(a.startedAt).localeCompare(String(b.startedAt), 'en'));
}

export async function round(server: TestServer, minutes: number, mode: string): Promise<void> {
  const body = { rounding: { minutes, mode } };
  const { status } = await server.call('PATCH', `/departments/${server.departmentId}`, body);
  if (status !== 200) throw new Error(`the rounding was not set: ${status}`);
}
