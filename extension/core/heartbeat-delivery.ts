import type { Heartbeat, HeartbeatResults } from '../../shared/api/heartbeats.ts';
import type { Failure, Result } from './failure.ts';

/** Most heartbeats of one request. */
export const batchSize = 25;

/** A closed piece of the queue, at most one batch long. Its name sorts by age. */
export interface Segment {
  name: string;
  count: number;
}

/** One the server will never take, with its reason. */
export interface ParkedHeartbeat {
  reason: string;
  heartbeat: Heartbeat;
}

export interface DeliveryPorts {
  /** Oldest first. */
  segments: () => Promise<Segment[]>;
  read: (name: string) => Promise<Heartbeat[]>;
  /** Keeps only these heartbeats of a segment; none removes it. */
  keep: (name: string, heartbeats: readonly Heartbeat[]) => Promise<void>;
  park: (refused: readonly ParkedHeartbeat[]) => Promise<void>;
  send: (heartbeats: readonly Heartbeat[]) => Promise<Result<HeartbeatResults>>;
  /** The server has these now. */
  onSettled: (ids: ReadonlySet<string>) => void;
  /** Called before each request: the delivery still goes on. */
  onProgress: () => Promise<void>;
}

/**
 * Sends what waits, oldest first, until nothing is left or the server cannot take it now. A heartbeat leaves the disk
 * only after the server named its id, and one that is refused steps aside with its reason instead of blocking the rest.
 * @returns why it stopped early; null when everything is delivered
 */
export async function deliver(ports: DeliveryPorts): Promise<Failure | null> {
  for (;;) {
    const batch = await nextBatch(ports);
    if (batch.length === 0) return null;
    const heartbeats = batch.flatMap((segment) => segment.heartbeats);
    const outcome: Outcome = { settled: new Set(), refused: [], failure: null };
    await sendHalving(ports, heartbeats, outcome);
    await settle(ports, batch, outcome);
    if (outcome.failure !== null) return outcome.failure;
    if (outcome.settled.size === 0 && heartbeats.length > 0) return namedNothing;
  }
}

interface Outcome {
  settled: Set<string>;
  /** Refused one by one, with the reason; `whole` means that the request was refused, not the item in it. */
  refused: { heartbeat: Heartbeat; reason: string; whole: Failure | null }[];
  failure: Failure | null;
}

type Batch = { name: string; heartbeats: Heartbeat[] }[];

async function nextBatch({ segments, read, keep }: DeliveryPorts): Promise<Batch> {
  const batch: Batch = [];
  let count = 0;
  for (const { name } of await segments()) {
    const heartbeats = await read(name);
    if (heartbeats.length === 0) {
      await keep(name, []);
      continue;
    }
    if (count > 0 && count + heartbeats.length > batchSize) break;
    batch.push({ name, heartbeats });
    count += heartbeats.length;
  }
  return batch;
}

async function sendHalving(ports: DeliveryPorts, heartbeats: readonly Heartbeat[], outcome: Outcome): Promise<void> {
  await ports.onProgress();
  const result = await ports.send(heartbeats);
  if (result.ok) {
    readResults(heartbeats, result.value, outcome);
    return;
  }
  const { failure } = result;
  const [only] = heartbeats;
  if (!isPoisoned(failure)) outcome.failure = failure;
  else if (heartbeats.length > 1) {
    const middle = Math.ceil(heartbeats.length / 2);
    for (const half of [heartbeats.slice(0, middle), heartbeats.slice(middle)]) {
      if (outcome.failure === null) await sendHalving(ports, half, outcome);
    }
  } else if (only !== undefined) outcome.refused.push({ heartbeat: only, reason: failure.detail, whole: failure });
}

/** Something in this very request is the reason, so a part of it may pass. */
function isPoisoned({ kind, code }: Failure): boolean {
  return kind === 'too_large' || (kind === 'refused' && code !== null && poisonCodes.has(code));
}

const poisonCodes: ReadonlySet<string> = new Set(['request.invalid', 'request.json_invalid', 'heartbeat.invalid']);

function readResults(heartbeats: readonly Heartbeat[], { results }: HeartbeatResults, outcome: Outcome): void {
  const sent = new Map(heartbeats.map((heartbeat) => [heartbeat.id.toLowerCase(), heartbeat]));
  for (const { id, status, reason = '', code } of results) {
    const heartbeat = sent.get(id?.toLowerCase() ?? '');
    if (heartbeat === undefined) continue;
    // The person wanted it gone: it is kept nowhere.
    if (code === 'heartbeat.deleted') outcome.settled.add(heartbeat.id);
    else if (status === 'rejected') outcome.refused.push({ heartbeat, reason, whole: null });
    else if (status === 'stored' || status === 'duplicate') outcome.settled.add(heartbeat.id);
  }
}

async function settle(ports: DeliveryPorts, batch: Batch, outcome: Outcome): Promise<void> {
  // When the server refuses every request alike, the fault is not in the heartbeats: they stay.
  const answered = outcome.settled.size > 0 || outcome.refused.some(({ whole }) => whole === null);
  const parked = outcome.refused.filter(({ whole }) => whole === null || answered);
  if (parked.length < outcome.refused.length) outcome.failure ??= outcome.refused[0]?.whole ?? null;
  if (parked.length > 0) await ports.park(parked.map(({ reason, heartbeat }) => ({ reason, heartbeat })));
  for (const { heartbeat } of parked) outcome.settled.add(heartbeat.id);
  for (const { name, heartbeats } of batch) {
    const left = heartbeats.filter(({ id }) => !outcome.settled.has(id));
    if (left.length < heartbeats.length) await ports.keep(name, left);
  }
  if (outcome.settled.size > 0) ports.onSettled(outcome.settled);
}

const namedNothing: Failure = {
  kind: 'not_our_server',
  code: null,
  detail: 'The answer named none of the heartbeats.',
  fix: '',
  retryAfterMs: null,
};
