import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { setTimeout } from 'node:timers/promises';
import { answerRequest, logRequest, problemAnswer, type Answer, type Incoming } from './answering.ts';
import { deliver } from './delivery.ts';
import { requestId } from './ids.ts';
import { Problem } from './problem.ts';
import { blockRoutes } from './routes-blocks.ts';
import { dataRoutes } from './routes-data.ts';
import { pageRoutes } from './routes-pages.ts';
import { peopleRoutes } from './routes-people.ts';
import type { Route } from './routes.ts';
import type { WorkspaceFile } from './storage.ts';
import { viewerRoutes } from './viewer/routes.ts';
import type { Workspace } from './workspace.ts';

type Env = { Bindings: HttpBindings };

const routes: readonly Route[] = [...peopleRoutes, ...dataRoutes, ...blockRoutes, ...pageRoutes];

async function readIncoming(context: Context<Env>, route: Route | null, id: string): Promise<Incoming> {
  const url = new URL(context.req.url);
  return {
    requestId: id,
    method: context.req.method,
    path: url.pathname,
    query: url.searchParams,
    authorization: context.req.header('authorization') ?? null,
    version: context.req.header('notion-version') ?? null,
    bodyText: await context.req.text(),
    route,
    params: context.req.param(),
  };
}

export interface AppOptions {
  /** Writes are acknowledged only after they are in this file. */
  file?: WorkspaceFile | undefined;
  /** Shows the pages to people and lets them change what is there. */
  showPages?: boolean | undefined;
  /** How long every answer takes at least; none unless told. */
  latencyMs?: number | undefined;
}

/** The HTTP face of a workspace. A change is in the file before its answer leaves. */
export function workspaceApp(workspace: Workspace, { file, showPages = false, latencyMs = 0 }: AppOptions): Hono<Env> {
  const { desk, faults } = workspace;
  const app = new Hono<Env>();

  async function perform(incoming: Incoming): Promise<Answer & { changed: boolean }> {
    const answer = answerRequest(desk, incoming);
    if (answer.changed) await file?.flush();
    return answer;
  }

  async function respond(context: Context<Env>, route: Route | null): Promise<Response> {
    desk.requests.count += 1;
    const id = requestId(desk.requests.count);
    const incoming = await readIncoming(context, route, id);
    if (latencyMs > 0) await setTimeout(latencyMs);
    const headers = { date: desk.state.clock.now().toUTCString(), 'x-notion-request-id': id };
    const armed = faults.meet(incoming.method, incoming.path);
    const log = (status: number | null, changed: boolean) => logRequest(desk, incoming, status, changed);
    return await deliver({ armed, headers, requestId: id, socket: context.env, perform: () => perform(incoming), log });
  }

  for (const route of routes) app.on(route.method, route.path, (context) => respond(context, route));
  if (showPages) app.route('/', viewerRoutes(workspace, file));
  app.notFound((context: Context<Env>) => respond(context, null));
  app.onError((error, context) => {
    const problem = new Problem(500, 'internal_server_error', `Unexpected error occurred: ${error.message}`);
    return context.body(problemAnswer(problem, requestId(0)).body, 500, {
      'content-type': 'application/json; charset=utf-8',
    });
  });
  return app;
}
