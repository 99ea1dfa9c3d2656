import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { openSample } from './workspace/open-sample.ts';
import { serveWorkspace } from './workspace/serve.ts';

export interface DemoNotion {
  url: string;
  token: string;
  databaseUrl: string;
  close: () => Promise<void>;
}

/** Serves the demo's sample workspace; what happened in it stays over restarts. */
export async function openDemoNotion(folder: string): Promise<DemoNotion> {
  const sample = await openSample(path.join(folder, 'notion.json'), {
    clock: { now: () => new Date() },
    newId: randomUUID,
  });
  const served = await serveWorkspace(sample.workspace, { file: sample.file });
  const { token, databaseUrl, file } = sample;
  return {
    url: served.url,
    token,
    databaseUrl,
    close: async () => {
      await served.close();
      await file.flush();
    },
  };
}
