import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigurationError } from '../config/environment.ts';
import type { Env } from './env.ts';

export interface Listening {
  url: string;
  close: () => Promise<void>;
}

/**
 * Serves the app on an address.
 * @throws ConfigurationError when the port is taken or the address is not this machine's.
 */
export async function listen(
  app: Hono<Env>,
  { HOST: host, PORT: port }: { HOST: string; PORT: number },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new ConfigurationError(`Port ${port} is in use by another program. Stop it, or set PORT to another one.`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new ConfigurationError(`HOST ${host} is not an address of this machine.`);
  }
  if (error.code === 'EACCES')
    return new ConfigurationError(`Port ${port} may not be used. Set PORT to one above 1023.`);
  return error;
}
