import { Hono } from 'hono';
import { z } from 'zod';
import { describe } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allowEverywhere, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { exportStore, noteExport } from './export.usecases.ts';
import { openSpool } from './spool.ts';

/** The whole store as a file, also while the server is at work. Importing needs the command: it replaces everything. */
export function backupRoutes(services: Services, version: string): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get(
    '/export',
    describe({
      tag: 'Backup',
      summary: 'Back everything up',
      description:
        'All departments as they are at one moment, as gzip of lines of JSON: what `tickmark import` takes. Tokens are in it only sealed or as hashes. Only for somebody who is administrator of every department of this server.',
      who: 'administrator',
      answers: { 200: { schema: z.string(), description: 'The backup', contentType: 'application/gzip' } },
    }),
    allowEverywhere(services, 'administrator'),
    async (c) => {
      const now = services.clock.now();
      const spool = await openSpool(services.environment.TICKMARK_DATA);
      try {
        await exportStore({ db: services.db, version, now, stopping: services.stopping }, spool.write());
        await noteExport(ctxOf(c, services));
      } catch (error) {
        await spool.drop();
        throw error;
      }
      const name = `tickmark-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.backup.gz`;
      c.header('Content-Type', 'application/gzip');
      c.header('Content-Disposition', `attachment; filename="${name}"`);
      c.header('Content-Length', String(await spool.bytes()));
      c.header('Cache-Control', 'no-store');
      return c.body(spool.read());
    },
  );

  return routes;
}
