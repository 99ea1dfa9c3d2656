import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { parseId } from '../ids.ts';
import type { WorkspaceFile } from '../storage.ts';
import type { Workspace } from '../workspace.ts';
import { findAction } from './actions.ts';
import { answer, asset, refuse, somethingWrong, unknownPage } from './answers.ts';
import { listHtml } from './list.ts';
import { isFromHere } from './own-site.ts';
import { pageHtml } from './page.ts';
import { pathOf } from './reading.ts';
import { icon, stylesheet } from './style.ts';

const maxFormBytes = 100_000;

/** Pages for people: a look at each page, and forms that do what a teammate would do in Notion. No scripts. */
export function viewerRoutes(workspace: Workspace, file?: WorkspaceFile): Hono {
  const { state } = workspace.desk;
  const app = new Hono();

  async function carryOut(c: Context): Promise<Response> {
    const form = new URLSearchParams(await c.req.text());
    const page = state.pages.get(parseId(c.req.param('id') ?? '') ?? '');
    const action = findAction(c.req.param('action') ?? '');
    if (page === undefined || action === undefined) return unknownPage(c);
    if (page.inTrash)
      return refuse(c, 409, 'The page is in the trash. It takes no changes until somebody restores it.');
    const outcome = action(workspace, page, form);
    if ('problem' in outcome) return refuse(c, 400, outcome.problem);
    await file?.flush();
    return c.redirect(`${pathOf(page.id)}#${outcome.changed}`, 303);
  }

  app.get('/', (c) => answer(c, listHtml(state)));
  app.get('/viewer.css', (c) => asset(c, 'text/css; charset=utf-8', stylesheet));
  app.get('/viewer.svg', (c) => asset(c, 'image/svg+xml', icon));
  app.get('/p/:id', async (c) => {
    const id = parseId(c.req.param('id')) ?? '';
    if (state.databases.has(id)) return c.redirect('/', 303);
    const page = state.pages.get(id);
    return page === undefined ? unknownPage(c) : answer(c, pageHtml(state, page));
  });
  app.post('/p/:id/:action', onlyOwnForms, limit, (c) => carryOut(c));
  app.all('/p/*', unknownPage);
  app.onError((error, c) => somethingWrong(c, error));
  return app;
}

const limit = bodyLimit({
  maxSize: maxFormBytes,
  onError: (c) => refuse(c, 413, 'The text is too long for this form. Shorten it.'),
});

const onlyOwnForms = createMiddleware(async (c, next) => {
  if (!isFromHere(c.req))
    return refuse(c, 403, 'The form came from another site. Open the page here and use its form.');
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('content-type') ?? ''))
    return refuse(c, 415, 'Forms are sent as application/x-www-form-urlencoded.');
  return await next();
});
