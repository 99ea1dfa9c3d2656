import { randomUUID } from 'node:crypto';

/** What was sent, and what the server said it has. */
export interface Sent {
  worklogs: Map<string, { key: string; seconds: number; acknowledged: boolean }>;
  heartbeats: Map<string, { at: string; acknowledged: boolean }>;
}

const keys = ['NT-42', 'NT-7', 'NT-1', 'BUG-3'];

/** Sends worklogs and heartbeats one after the other until the server is gone. */
export async function sendUntilGone(url: string, token: string, sent: Sent): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const worklog = { id: randomUUID(), key: keys[turn % keys.length] ?? 'NT-42', seconds: 60 + (turn % 50) * 60 };
    sent.worklogs.set(worklog.id, { ...worklog, acknowledged: false });
    if (!(await sendWorklog(url, token, sent, worklog.id))) return;
    const ids = Array.from({ length: 5 }, () => randomUUID());
    for (const id of ids) sent.heartbeats.set(id, { at: new Date().toISOString(), acknowledged: false });
    if (!(await sendHeartbeats(url, token, sent, ids))) return;
  }
}

/** False when the server is gone. */
export async function sendWorklog(url: string, token: string, sent: Sent, id: string): Promise<number | undefined> {
  const worklog = sent.worklogs.get(id);
  const body = { id, key: worklog?.key, seconds: worklog?.seconds, text: `work ${id}` };
  const status = await post(`${url}/api/v1/worklogs`, token, body).then((answer) => answer?.status);
  if (worklog !== undefined && (status === 201 || status === 200)) worklog.acknowledged = true;
  return status;
}

/** The answers of the items; undefined when the server is gone. */
export async function sendHeartbeats(
  url: string,
  token: string,
  sent: Sent,
  ids: string[],
): Promise<string[] | undefined> {
  const heartbeats = ids.map((id) => ({
    id,
    at: sent.heartbeats.get(id)?.at,
    repository: 'example.com/team/app',
    branch: 'feature/NT-42-login',
    entity: 'file',
  }));
  const answer = await post(`${url}/api/v1/heartbeats`, token, { heartbeats });
  const body = answer?.body as { results?: { id: string; status: string }[] } | undefined;
  if (answer?.status !== 200 || body?.results === undefined) return undefined;
  for (const { id, status } of body.results) {
    const heartbeat = sent.heartbeats.get(id);
    if (heartbeat !== undefined && status !== 'rejected') heartbeat.acknowledged = true;
  }
  return body.results.map(({ status }) => status);
}

async function post(url: string, token: string, body: unknown): Promise<{ status: number; body: unknown } | undefined> {
  try {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  } catch {
    return undefined;
  }
}
