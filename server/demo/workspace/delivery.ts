import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { problemAnswer, type Answer } from './answering.ts';
import type { ArmedFault, FaultAnswer } from './faults.ts';
import { Problem } from './problem.ts';

export interface Delivery {
  armed: ArmedFault | null;
  /** Headers every answer carries. */
  headers: Record<string, string>;
  requestId: string;
  socket: HttpBindings;
  /** Carries the request out. */
  perform(): Promise<Answer & { changed: boolean }>;
  log(status: number | null, changed: boolean): void;
}

interface Spoiled<Kind extends FaultAnswer['kind']> extends Delivery {
  released: Promise<void>;
  fault: Extract<FaultAnswer, { kind: Kind }>;
  /** The true answer, or a stand-in when the request did not take effect. */
  truth: Answer;
}

type Spoiler<Kind extends FaultAnswer['kind']> = (delivery: Spoiled<Kind>) => Response | Promise<Response>;

const nothingDone: Answer = { status: 200, headers: {}, body: '{"object":"list","results":[],"has_more":false}' };
const usualCodes: Readonly<Record<number, string>> = {
  400: 'validation_error',
  401: 'unauthorized',
  403: 'restricted_resource',
  404: 'object_not_found',
  409: 'conflict_error',
  429: 'rate_limited',
  500: 'internal_server_error',
  502: 'bad_gateway',
  503: 'service_unavailable',
  504: 'gateway_timeout',
  529: 'service_overload',
};

function jsonResponse(delivery: Delivery, answer: Answer, body: string | null = answer.body): Response {
  const headers = { 'content-type': 'application/json; charset=utf-8', ...delivery.headers, ...answer.headers };
  return new Response(body, { status: answer.status, headers });
}

function half(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}

/** Sends headers and half of the body by hand, because a Response is always whole. */
function sendHalf({ socket, headers, truth }: Pick<Spoiled<'stalled'>, 'socket' | 'headers' | 'truth'>): void {
  const { outgoing } = socket;
  outgoing.writeHead(truth.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(truth.body),
    ...headers,
  });
  outgoing.write(half(truth.body));
}

async function silence({ socket, released }: Spoiled<'silence'>): Promise<Response> {
  await released;
  socket.incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

function statusAnswer(delivery: Spoiled<'status'>): Response {
  const { fault, requestId } = delivery;
  const code = fault.code ?? usualCodes[fault.status] ?? 'internal_server_error';
  const problem = new Problem(fault.status, code, fault.message ?? `The API answered ${fault.status}.`, {
    ...(fault.additionalData === undefined ? {} : { additionalData: fault.additionalData }),
    ...(fault.headers === undefined ? {} : { headers: fault.headers }),
  });
  const answer = problemAnswer(problem, requestId);
  return jsonResponse(delivery, answer, fault.body ?? answer.body);
}

function savedAnswer(delivery: Spoiled<'saved'>): Response {
  const { id } = JSON.parse(delivery.truth.body) as { id?: string };
  const guidance = { retry_guidance: 'The change was saved. Read it before you repeat anything.' };
  // Only what is made has an id that its maker does not know yet.
  const made = delivery.socket.incoming.method === 'POST' && id !== undefined ? { committed_resource_id: id } : {};
  const additionalData = { ...guidance, ...made };
  const problem = new Problem(503, 'service_unavailable', 'The answer could not be built in time.', { additionalData });
  return jsonResponse(delivery, problemAnswer(problem, delivery.requestId));
}

const spoilers: { [Kind in FaultAnswer['kind']]: Spoiler<Kind> } = {
  real: (delivery) => jsonResponse(delivery, delivery.truth),
  status: statusAnswer,
  saved: savedAnswer,
  html: ({ fault, headers }) =>
    new Response(`<html><head><title>${fault.status}</title></head><body><h1>${fault.status}</h1></body></html>`, {
      status: fault.status,
      headers: { ...headers, 'content-type': 'text/html' },
    }),
  truncated: (delivery) => jsonResponse(delivery, delivery.truth, half(delivery.truth.body)),
  empty: (delivery) => jsonResponse(delivery, delivery.truth, ''),
  stalled: async (delivery) => {
    sendHalf(delivery);
    await delivery.released;
    delivery.socket.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  },
  cut: (delivery) => {
    sendHalf(delivery);
    delivery.socket.incoming.socket.end();
    return RESPONSE_ALREADY_SENT;
  },
  silence,
  reset: ({ socket }) => {
    socket.incoming.socket.resetAndDestroy();
    return RESPONSE_ALREADY_SENT;
  },
};

function sentStatus(fault: FaultAnswer, truth: Answer): number | null {
  if (fault.kind === 'silence' || fault.kind === 'reset') return null;
  if (fault.kind === 'saved') return 503;
  return 'status' in fault ? fault.status : truth.status;
}

/** Answers a request that meets a scripted fault. */
async function deliverSpoiled(delivery: Delivery, { fault, released }: ArmedFault): Promise<Response> {
  if (fault.hold) await released;
  const done = fault.effect === 'applied' ? await delivery.perform() : null;
  if (fault.effect === 'on_release') void released.then(() => delivery.perform()).catch(() => {});
  const truth = done ?? nothingDone;
  delivery.log(sentStatus(fault.answer, truth), done?.changed ?? false);
  const spoil = spoilers[fault.answer.kind] as Spoiler<FaultAnswer['kind']>;
  return await spoil({ ...delivery, released, fault: fault.answer, truth });
}

/** Carries a request out and answers it, truly or as scripted. */
export async function deliver(delivery: Delivery): Promise<Response> {
  if (delivery.armed !== null) return await deliverSpoiled(delivery, delivery.armed);
  const answer = await delivery.perform();
  delivery.log(answer.status, answer.changed);
  return jsonResponse(delivery, answer);
}
