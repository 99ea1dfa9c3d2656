import { Hono } from 'hono';
import type { Env } from './env.ts';

/** What the server says of itself without being asked for a token: nothing that belongs to a department. */
export interface Health {
  version: string;
  databaseKind: 'embedded' | 'postgresql';
  isDatabaseThere: () => Promise<boolean>;
  nextRunAt: () => Date | null;
  lastTickAt: () => Date | null;
}

/** What this server can do, for programs that also know servers which cannot. */
const capabilities = ['notion'];

export function healthRoutes(health: Health): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/version', (c) => c.json({ version: health.version, capabilities }));
  routes.get('/health', async (c) => {
    const there = await health.isDatabaseThere();
    const body = {
      status: there ? 'ok' : 'unavailable',
      version: health.version,
      capabilities,
      database: { kind: health.databaseKind, state: there ? 'ok' : 'away' },
      jobs: {
        NotionSyncCronJob: {
          lastTickAt: health.lastTickAt()?.toISOString() ?? null,
          nextTickAt: health.nextRunAt()?.toISOString() ?? null,
        },
      },
    };
    return c.json(body, there ? 200 : 503);
  });
  return routes;
}
