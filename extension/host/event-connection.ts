import type { StreamListener } from '../core/event-stream.ts';
import { type Answer, type Failure, judge } from '../core/failure.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { type Connection, type Network, readAnswer, reasonOf } from './http.ts';

/**
 * Opens the server's stream of events. Ends with a failure when there is none, and with null when it ended. Redirects are
 * not followed, as for every call.
 */
export function createEventConnector({ fetch, userAgent }: Network) {
  return (connection: Connection, lastEventId: string | null, { onText, onEnd }: StreamListener): Disposable => {
    const aborting = new AbortController();
    const { signal } = aborting;
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${connection.token}`,
      'user-agent': userAgent,
      ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
    };
    const read = async (): Promise<Failure | null> => {
      try {
        const url = `${connection.address}/api/v1/events`;
        const response = await fetch(url, { headers, redirect: 'manual', signal });
        const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
        if (response.status !== 200 || !isStream || response.body === null)
          return failureOf(await readAnswer(response));
        await readText(response.body, onText);
        return null;
      } catch (error) {
        return failureOf({ kind: 'none', reason: reasonOf(error) });
      }
    };
    const listen = async (): Promise<void> => {
      const failure = await read();
      if (!signal.aborted) onEnd(failure);
    };
    void listen();
    return { dispose: () => aborting.abort() };
  };
}

/** Not every browser can go through a stream with `for await`. */
async function readText(body: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onText(decoder.decode(value, { stream: true }));
  }
}

/** Whatever it says, it is no stream. */
function failureOf(answer: Answer): Failure | null {
  const result = judge(answer, () => undefined);
  return result.ok ? null : result.failure;
}
