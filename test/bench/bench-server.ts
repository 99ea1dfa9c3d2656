import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readEnvironment } from '../../server/config/environment.ts';
import { sampleWorkspace, type Sample } from '../../server/demo/workspace/sample.ts';
import { serveWorkspace } from '../../server/demo/workspace/serve.ts';
import type { Services } from '../../server/services.ts';
import { start } from '../../server/start.ts';
import { onPostgres, openCopy } from '../support/database.ts';

const root = path.join(import.meta.dirname, '../..');

/** A whole server on a port, as it is installed, with the sample workspace beside it. */
export interface BenchServer {
  databaseKind: 'embedded database in its thread' | 'PostgreSQL';
  services: Services;
  sample: Sample;
  notionUrl: string;
  departmentId: string;
  /** A call below /api/v1. Throws unless it was answered well. */
  call: <T>(method: string, address: string, body?: unknown, token?: string) => Promise<T>;
  addDeveloper: (name: string) => Promise<string>;
  close: () => Promise<void>;
}

/** `prepare` fills the workspace; `goBack` sets its clock to so long ago. */
export async function startBenchServer(
  prepare: (sample: Sample, goBack: (byMs: number) => void) => void = () => {},
): Promise<BenchServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tickmark-bench-'));
  let behindMs = 0;
  const clock = { now: () => new Date(Date.now() - behindMs) };
  const sample = sampleWorkspace({ clock, newId: randomUUID, requestsPerMinute: Infinity });
  prepare(sample, (byMs) => {
    behindMs = byMs;
  });
  behindMs = 0;
  const notion = await serveWorkspace(sample.workspace);
  const copy = onPostgres ? await openCopy(process.env['TEST_DATABASE_URL'] ?? '') : undefined;
  const environment = readEnvironment({
    PORT: '0',
    LOG_LEVEL: 'error',
    TICKMARK_DATA: folder,
    TICKMARK_ADMIN_TOKEN: 'a-token-of-the-bench-alone',
    NOTION_BASE_URL: notion.url,
    NOTION_REQUESTS_PER_MINUTE: '6000',
    NOTION_SYNC_CRON: '0 0 0 1 1 *',
    ...(copy === undefined ? {} : { DATABASE_URL: copy.url }),
  });
  const paths = {
    pgliteWorker: pathToFileURL(path.join(root, 'dist/server/pglite-worker.js')),
    migrations: path.join(root, 'server/database/migrations'),
    publicFolder: path.join(root, 'dist/public'),
  };
  const server = await start(environment, paths, '0.0.0');
  const call = caller(server.url, environment.TICKMARK_ADMIN_TOKEN ?? '');
  const me = await call<{ departments: { id: string }[] }>('GET', '/me');
  return {
    databaseKind: copy === undefined ? 'embedded database in its thread' : 'PostgreSQL',
    services: server.services,
    sample,
    notionUrl: notion.url,
    departmentId: me.departments[0]?.id ?? '',
    call,
    async addDeveloper(name) {
      const { id } = await call<{ id: string }>('POST', '/people', { name });
      return (await call<{ token: string }>('POST', '/tokens', { name: 'bench', personId: id })).token;
    },
    async close() {
      await server.close();
      await notion.close();
      await copy?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function caller(url: string, adminToken: string): BenchServer['call'] {
  return async <T>(method: string, address: string, body?: unknown, token = adminToken) => {
    const response = await fetch(`${url}/api/v1${address}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${address} answered ${response.status}: ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
}
