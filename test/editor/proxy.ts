import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy says instead of the server: a problem document, or a page that is none of ours. */
export interface Refusal {
  status: number;
  code: string | null;
}

/** A proxy on loopback that hands everything on, except questions about branches while it is told to refuse them. */
export interface Proxy {
  readonly url: string;
  forwardTo(address: string): void;
  refuse(refusal: Refusal | null): void;
  stop(): Promise<void>;
}

export async function startProxy(): Promise<Proxy> {
  let target = '';
  let refusal: Refusal | null = null;
  const server = createServer((incoming, outgoing) => {
    if (refusal !== null && incoming.url?.startsWith('/api/v1/branches/resolve')) {
      const { status, code } = refusal;
      const body = code === null ? '<p>Welcome to the network</p>' : problem(status, code);
      outgoing
        .writeHead(status, { 'content-type': code === null ? 'text/html' : 'application/problem+json' })
        .end(body);
      return;
    }
    const { method, headers } = incoming;
    const onward = request(new URL(incoming.url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (address) => void (target = address),
    refuse: (next) => void (refusal = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function problem(status: number, code: string): string {
  return JSON.stringify({ status, code, title: 'No', detail: `This was refused as ${code}.`, fix: 'Ask Ana.' });
}
