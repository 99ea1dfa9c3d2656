import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Server } from 'node:http';
import { workspaceApp } from './http.ts';
import type { WorkspaceFile } from './storage.ts';
import type { Workspace } from './workspace.ts';

export interface ServeOptions {
  port?: number;
  host?: string;
  /** Writes are acknowledged only after they are in this file. */
  file?: WorkspaceFile;
}

export interface ServedWorkspace {
  /** Base URL for the Notion client, without a slash at its end. */
  url: string;
  close: () => Promise<void>;
}

/** Serves the workspace's API over HTTP, on loopback unless told otherwise. */
export async function serveWorkspace(workspace: Workspace, options: ServeOptions = {}): Promise<ServedWorkspace> {
  const { port = 0, host = '127.0.0.1' } = options;
  const app = workspaceApp(workspace, options.file);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
