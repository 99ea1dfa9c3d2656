import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serverBundle } from './build.ts';
import { callsOf, type DemoServer, startDemoServer } from './demo-server.ts';
import { startServer } from './process.ts';

/** A server whose way to Notion can be cut. */
export interface ServerWithoutNotion extends DemoServer {
  /** From now on Notion answers with the page of a broken proxy, or again as ever. */
  setNotionAway(isAway: boolean): void;
}

/** Starts `serve` against the sample workspace of a demo, behind a proxy of the test's own. */
export async function startServerWithoutNotion(): Promise<ServerWithoutNotion> {
  const demo = await startDemoServer();
  const way = await startProxy(demo.sample().url);
  const data = await mkdtemp(path.join(tmpdir(), 'wb-data-'));
  const token = `tm_${randomBytes(32).toString('base64url')}`;
  const { departments } = await demo.api<{ departments: { id: string }[] }>('/me');
  const { database } = await demo.api<{ database: string }>(`/departments/${departments[0]?.id}/notion`);
  const start = (port: string) =>
    startServer(process.execPath, [serverBundle, 'serve'], {
      cwd: data,
      env: {
        ...process.env,
        PORT: port,
        HOST: '127.0.0.1',
        TICKMARK_DATA: data,
        TICKMARK_ADMIN_TOKEN: token,
        NOTION_BASE_URL: way.url,
        NOTION_TOKEN: demo.sample().token,
        NOTION_DATABASE_ID: database,
        LOG_LEVEL: 'warn',
      },
      ready: /Tickmark is ready at (http:\/\/127\.0\.0\.1:\d+)/,
      timeoutMs: 180_000,
    });
  let server = await start('0');
  const { url } = server;
  return {
    ...demo,
    ...callsOf(url, token),
    url,
    token,
    setNotionAway: way.setAway,
    interrupt: () => server.stop(),
    resume: async () => {
      server = await start(new URL(url).port);
    },
    stop: async () => {
      await server.stop();
      await way.close();
      await demo.stop();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function startProxy(target: string) {
  let isAway = false;
  const server = createServer((asked, answer) => {
    if (isAway) {
      answer.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>');
      return;
    }
    const { method, headers } = asked;
    const passed = request(new URL(asked.url ?? '/', target), { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setAway: (next: boolean) => {
      isAway = next;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => undefined);
    },
  };
}
