import type { HeartbeatResults, Time } from '../../../shared/api/heartbeats.ts';
import type { TestServer } from '../../support/server.ts';

export const repository = 'git.example.com/acme/shop';

/** A heartbeat as an editor sends it; `id` and `at` in the shortest form that a test can read. */
export interface Beat {
  id: string;
  at: string;
  repository: string;
  branch: string | null;
  entity: string;
}

/** An id that is the same in every run. */
export function idOf(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

let lastId = 0;

/** A heartbeat at an instant, with an id of its own. */
export function beatAt(at: Date | string | number, branch: string | null = 'main', extra: Partial<Beat> = {}): Beat {
  lastId += 1;
  return { id: idOf(lastId), at: new Date(at).toISOString(), repository, branch, entity: 'a file', ...extra };
}

/** Heartbeats at these minutes after an instant. */
export function beatsAt(start: Date | string, minutes: readonly number[], branch: string | null = 'main'): Beat[] {
  return minutes.map((minute) => beatAt(new Date(start).getTime() + Math.round(minute * 60_000), branch));
}

/** Sends heartbeats, at most 100 in one request, and answers all results. */
export async function send(server: TestServer, beats: readonly unknown[], token = server.token) {
  const results: HeartbeatResults['results'] = [];
  for (let from = 0; from < beats.length; from += 100) {
    const body = { heartbeats: beats.slice(from, from + 100) };
    const answer = await server.call<HeartbeatResults>('POST', '/heartbeats', body, token);
    if (answer.status !== 200) throw new Error(`heartbeats answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    results.push(...answer.body.results);
  }
  return results;
}

export interface TimeAsked {
  from?: string;
  to?: string;
  groupBy?: 'issue' | 'day' | 'branch';
  token?: string;
}

/** One's own coding time; of the whole of February to April 2026 unless asked otherwise. */
export async function timeOf(server: TestServer, asked: TimeAsked = {}): Promise<Time> {
  const { from = '2026-02-01T00:00:00Z', to = '2026-05-01T00:00:00Z', groupBy = 'issue', token = server.token } = asked;
  const query = new URLSearchParams({ from, to, groupBy });
  const answer = await server.call<Time>('GET', `/time?${query.toString()}`, undefined, token);
  if (answer.status !== 200) throw new Error(`time answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function secondsOf(server: TestServer, asked: TimeAsked = {}): Promise<number> {
  return (await timeOf(server, asked)).totalSeconds;
}
