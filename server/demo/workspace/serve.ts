import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import { workspaceApp, type AppOptions } from './http.ts';
import type { Workspace } from './workspace.ts';

export interface ServeOptions extends AppOptions {
  port?: number;
  host?: string;
}

export interface ServedWorkspace {
  /** Base URL for the Notion client, without a slash at its end. */
  url: string;
  close: () => Promise<void>;
}

/**
 * Serves the workspace's API over HTTP, on loopback unless told otherwise. With `showPages`, the addresses of pages in
 * answers lead here, where people see the pages, and no longer to Notion.
 */
export async function serveWorkspace(workspace: Workspace, options: ServeOptions = {}): Promise<ServedWorkspace> {
  const { port = 0, host = '127.0.0.1' } = options;
  const app = workspaceApp(workspace, options);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  if (options.showPages === true) workspace.desk.state.pageBaseUrl = url;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
