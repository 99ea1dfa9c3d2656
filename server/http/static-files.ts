import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '../../shared/errors.ts';
import type { Env } from './env.ts';
import { problemPage } from './problem-page.ts';

/** The built page: files by name, and its one document for the addresses of its views. */
export function staticFiles(folder: string): Hono<Env> {
  const routes = new Hono<Env>();
  const document = (name: string) => async () => {
    try {
      const text = await readFile(path.join(folder, name), 'utf8');
      return new Response(text, {
        headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' },
      });
    } catch {
      throw new ProblemError('request.not_found', 'The page is not built. Run "npm run build".');
    }
  };
  routes.get('/', document('index.html'));
  routes.get('/device', document('index.html'));
  routes.get('/w/:worklogId', document('index.html'));
  routes.get('/problems/:code', (c) => {
    const page = problemPage(c.req.param('code'));
    if (page === undefined) throw new ProblemError('request.not_found', 'There is no problem with this code.');
    return c.html(page);
  });
  routes.get('/explorer', document('explorer.html'));
  routes.get(
    '/:file{[a-z-]+\\.(css|js|svg|png|ico)}',
    serveStatic({ root: path.relative(process.cwd(), folder) || '.' }),
  );
  return routes;
}
