import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { ProblemError } from '../../shared/errors.ts';
import { backupRoutes } from '../backup/backup.routes.ts';
import { bookingRoutes } from '../booking/booking.routes.ts';
import { branchRoutes } from '../branches/branches.routes.ts';
import { departmentRoutes } from '../departments/departments.routes.ts';
import { eventRoutes } from '../events/events.routes.ts';
import type { EventFeed } from '../events/feed.ts';
import { heartbeatRoutes } from '../heartbeats/heartbeats.routes.ts';
import { issueRoutes } from '../issues/issues.routes.ts';
import { pageRoutes } from '../pages/pages.routes.ts';
import { peopleRoutes } from '../people/people.routes.ts';
import { personalDataRoutes } from '../personal-data/personal-data.routes.ts';
import type { Services } from '../services.ts';
import { oauthRoutes } from '../sign-ins/oauth.routes.ts';
import { signInRoutes } from '../sign-ins/sign-ins.routes.ts';
import { sourceRoutes } from '../sources/sources.routes.ts';
import { receiveRoutes } from '../webhooks/receive.routes.ts';
import { webhookRoutes } from '../webhooks/webhooks.routes.ts';
import { noteRoutes } from '../worklogs/notes.routes.ts';
import { worklogListRoutes } from '../worklogs/worklog-lists.routes.ts';
import { worklogHistoryRoutes } from '../worklogs/history.routes.ts';
import { worklogRoutes } from '../worklogs/worklogs.routes.ts';
import type { Env } from './env.ts';
import { authenticate } from './guard.ts';
import { healthRoutes, type Health } from './health.routes.ts';
import { openApiRoutes } from './openapi.ts';
import { problemAnswer } from './problem.ts';
import { securityHeaders } from './security-headers.ts';
import { staticFiles } from './static-files.ts';
import { webEditors } from './web-editors.ts';

const maxBodyBytes = 1_000_000;

export interface AppParts {
  services: Services;
  feed: EventFeed;
  health: Health;
  /** Folder of the built page. */
  publicFolder: string;
}

/** The whole HTTP side. A plain function of its parts, so that tests call it without a port. */
export function createApp({ services, feed, health, publicFolder }: AppParts): Hono<Env> {
  const app = new Hono<Env>();
  app.onError((error, c) => problemAnswer(c, error));
  app.notFound((c) => refuseUnknown(c, app));
  app.use(withoutBody, identify(services), securityHeaders);
  app.route('/', healthRoutes(health));
  app.route('/', oauthRoutes(services));
  app.route('/api/v1', createApi({ services, feed, health }));
  app.route('/', staticFiles(publicFolder));
  return app;
}

function createApi({ services, feed, health }: Omit<AppParts, 'publicFolder'>): Hono<Env> {
  const api = new Hono<Env>();
  api.use(webEditors(services.environment.WEB_EDITOR_ORIGINS));
  api.use(bodyLimit({ maxSize: maxBodyBytes, onError: refuseLarge }));
  api.route('/', receiveRoutes(services));
  api.use(authenticate(services), requireJson);
  const groups = [
    peopleRoutes(services),
    personalDataRoutes(services),
    signInRoutes(services),
    departmentRoutes(services),
    sourceRoutes(services, health.nextRunAt),
    webhookRoutes(services),
    issueRoutes(services),
    pageRoutes(services),
    branchRoutes(services),
    worklogListRoutes(services),
    worklogHistoryRoutes(services),
    worklogRoutes(services),
    noteRoutes(services),
    bookingRoutes(services),
    heartbeatRoutes(services),
    eventRoutes(services, feed),
    backupRoutes(services, health.version),
  ];
  for (const group of groups) api.route('/', group);
  api.route('/', openApiRoutes(api, health.version));
  return api;
}

function refuseLarge(): never {
  throw new ProblemError('request.too_large', `A request may hold ${maxBodyBytes / 1000} kB at most.`);
}

/**
 * HEAD is answered as GET, and nobody reads the body then: it is ended, so that no stream of events and no file stays open.
 */
const withoutBody = createMiddleware<Env>(async (c, next) => {
  await next();
  if (c.req.method === 'HEAD') await c.res.body?.cancel();
});

/** Gives each request an id that its answer, its log lines and its audit entries share. */
function identify(services: Services) {
  return createMiddleware<Env>(async (c, next) => {
    const requestId = services.newId();
    c.set('requestId', requestId);
    c.set('log', services.log.child({ requestId }));
    await next();
    c.header('X-Request-Id', requestId);
    c.get('log').debug({ method: c.req.method, path: c.req.path, status: c.res.status }, 'request');
  });
}

/** A body is JSON and says so: a form of another site cannot send that without being asked first. */
const requireJson = createMiddleware<Env>(async (c, next) => {
  const mayHaveBody = ['POST', 'PUT', 'PATCH'].includes(c.req.method);
  const [type = ''] = (c.req.header('content-type') ?? '').split(';');
  const hasBody = Number(c.req.header('content-length') ?? 0) > 0 || c.req.header('transfer-encoding') !== undefined;
  if (mayHaveBody && (hasBody || type !== '') && type.trim().toLowerCase() !== 'application/json') {
    throw new ProblemError('request.json_invalid', 'The body must be JSON, sent with Content-Type application/json.');
  }
  await next();
});

/** What is at no address: nothing, or something that is called by another method. */
function refuseUnknown(c: Context<Env>, app: Hono<Env>): Response {
  const methods = methodsAt(app, c.req.path);
  if (methods.length === 0) return problemAnswer(c, new ProblemError('request.not_found'));
  c.header('Allow', methods.join(', '));
  const known = `This address knows ${methods.join(', ')}.`;
  return problemAnswer(c, new ProblemError('request.method_not_allowed', known));
}

function methodsAt(app: Hono<Env>, path: string): string[] {
  const known = [...new Set(app.routes.map(({ method }) => method))].filter((method) => method !== 'ALL');
  return known.filter((method) => {
    const [found] = app.router.match(method, path);
    return found.some(([[, route]]) => route.method === method);
  });
}
