import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '../../shared/errors.ts';
import { ConfigurationError } from '../config/environment.ts';
import { problemBody, problemHeaders } from './problem.ts';

type Answer = (request: Request, bindings?: object) => Response | Promise<Response>;

/** An address that is taken. Until `answerWith` it answers that the server is starting. */
export interface Listening {
  url: string;
  answerWith: (answer: Answer) => void;
  /** No new requests; those under way have a moment to end. */
  close: () => Promise<void>;
}

const drainMs = 1000;
const lookEveryMs = 20;

/**
 * Takes the address before anything else is made, so that a taken port is told at once.
 * @throws ConfigurationError when the port is taken or the address is not this machine's.
 */
export async function listen({ HOST: host, PORT: port }: { HOST: string; PORT: number }): Promise<Listening> {
  let answer: Answer = answerStarting;
  const server = createAdaptorServer({
    fetch: (request: Request, bindings: object) => answer(request, bindings),
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  return {
    url: addressOf(host, (server.address() as AddressInfo).port),
    answerWith: (next) => {
      answer = next;
    },
    close: () => close(server),
  };
}

/** The address as people type it: what listens everywhere is reached at this machine's own name. */
export function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function answerStarting(): Response {
  const problem = new ProblemError('server.unavailable', 'The server is starting.');
  return Response.json(problemBody(problem, 'starting'), { status: 503, headers: problemHeaders(problem.code) });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const looking = setInterval(() => server.closeIdleConnections(), lookEveryMs);
    const enough = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearInterval(looking);
      clearTimeout(enough);
      resolve();
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new ConfigurationError(`Port ${port} is in use by another program. Stop it, or set PORT to another one.`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new ConfigurationError(
      `HOST ${host} is not an address of this machine. Set it to 127.0.0.1, or to 0.0.0.0 to let other machines in.`,
    );
  }
  if (error.code === 'EACCES')
    return new ConfigurationError(`Port ${port} may not be used. Set PORT to one above 1023.`);
  return error;
}
