import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readIfThere } from './demo-data.ts';
import { openSample } from './workspace/open-sample.ts';
import { serveWorkspace, type ServedWorkspace, type ServeOptions } from './workspace/serve.ts';
import type { Workspace } from './workspace/workspace.ts';

export interface DemoNotion {
  url: string;
  token: string;
  databaseUrl: string;
  /** Of somebody in it, as whom the person who tries the demo is known. */
  email: string | null;
  /** The addresses of pages that were read before no longer lead anywhere. */
  hasMoved: boolean;
  /** To be called when the addresses of all pages were read: the next start comes back to this port. */
  keepPort: () => void;
  close: () => Promise<void>;
}

/**
 * Serves the demo's sample workspace and its pages; what happened in it stays over restarts. Its port stays too while
 * nobody else takes it, because the addresses of pages that were read carry it.
 */
export async function openDemoNotion(folder: string, serverPort: number): Promise<DemoNotion> {
  const sample = await openSample(path.join(folder, 'notion.json'), {
    clock: { now: () => new Date() },
    newId: randomUUID,
  });
  const portFile = path.join(folder, 'notion-port');
  const keptPort = Number(readIfThere(portFile) ?? 0);
  const options = { file: sample.file, showPages: true };
  const served = await serveAtOrElsewhere(sample.workspace, { ...options, port: wantedPort(keptPort, serverPort) });
  const port = Number(new URL(served.url).port);
  const { token, databaseUrl, file } = sample;
  return {
    url: served.url,
    token,
    databaseUrl,
    email: [...sample.workspace.desk.state.users.values()].find((user) => user.email !== null)?.email ?? null,
    hasMoved: port !== keptPort,
    keepPort: () => writeFileSync(portFile, `${port}\n`),
    close: async () => {
      await served.close();
      await file.flush();
    },
  };
}

/** The port of before, else the one after the server's, else any free one. Never the server's own. */
function wantedPort(keptPort: number, serverPort: number): number {
  if (keptPort > 0 && keptPort !== serverPort) return keptPort;
  return serverPort === 0 || serverPort === 65_535 ? 0 : serverPort + 1;
}

/** Any free port will do when the wanted one cannot be had. */
async function serveAtOrElsewhere(workspace: Workspace, options: ServeOptions): Promise<ServedWorkspace> {
  try {
    return await serveWorkspace(workspace, options);
  } catch {
    return await serveWorkspace(workspace, { ...options, port: 0 });
  }
}
