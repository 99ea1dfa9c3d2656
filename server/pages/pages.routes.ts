import { Hono } from 'hono';
import * as api from '../../shared/api/issues.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, allowFor, ctxOf } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { assignMe } from './assignee.usecases.ts';
import { createIssue } from './create.usecases.ts';
import { createDocuments } from './document.usecases.ts';
import { listStatusOptions, setStatus } from './statuses.usecases.ts';

const tag = 'Tasks';
const task = { 200: { schema: api.issue, description: 'The task as it is afterwards' } };

/** What a person does at a page of Notion and waits for. */
export function pageRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();
  const documents = createDocuments(services);

  routes.post(
    '/issues',
    describe({
      tag,
      summary: 'Make a task',
      description:
        'Makes a page in Notion and answers it with the key that Notion gave it. The id is made by the client: sent again it answers the same task, and after an unclear end (notion.unclear) what was made is found and not made twice.',
      who: 'developer',
      answers: {
        201: { schema: api.issue, description: 'The new task' },
        200: { schema: api.issue, description: 'Made before' },
      },
    }),
    input('json', api.newIssue),
    async (c) => {
      const body = c.req.valid('json');
      allowFor(c, 'developer', body.departmentId);
      const { issue, created } = await createIssue(services, ctxOf(c, services), c.get('signedIn').person, body);
      services.wake.events();
      return c.json(issue, created ? 201 : 200);
    },
  );

  routes.get(
    '/issues/:key/statuses',
    describe({
      tag,
      summary: 'The statuses a task can have',
      description: 'In the order of its database, as last read. Empty where the database has no status.',
      who: 'developer',
      answers: { 200: { schema: api.statusOptions, description: 'All of them, with the one it has' } },
    }),
    allow('developer'),
    async (c) => c.json({ items: await listStatusOptions(ctxOf(c, services), c.req.param('key')) }),
  );

  routes.put(
    '/issues/:key/status',
    describe({
      tag,
      summary: 'Give a task another status',
      description:
        'Written to Notion before it answers. With `expected` it is refused (issue.changed) when the page has another status by now. Saying it again changes nothing.',
      who: 'developer',
      answers: task,
    }),
    input('json', api.statusChange),
    async (c) => {
      const body = c.req.valid('json');
      allowFor(c, 'developer', body.departmentId);
      const ctx = ctxOf(c, services);
      const issue = await setStatus(services, ctx, c.req.param('key'), body);
      documents.forget(ctx, issue.pageId);
      services.wake.events();
      return c.json(issue);
    },
  );

  routes.put(
    '/issues/:key/assignee',
    describe({
      tag,
      summary: 'Take a task, or give it back',
      description:
        'Adds the caller to the assignees in Notion or takes them off; everybody else stays. The caller is found in Notion by e-mail.',
      who: 'developer',
      answers: task,
    }),
    input('json', api.assigneeChange),
    async (c) => {
      const { assign, departmentId } = c.req.valid('json');
      allowFor(c, 'developer', departmentId);
      const { person } = c.get('signedIn');
      const ctx = ctxOf(c, services);
      const issue = await assignMe(services, ctx, c.req.param('key'), person, assign);
      documents.forget(ctx, issue.pageId);
      services.wake.events();
      return c.json(issue);
    },
  );

  routes.get(
    '/issues/:key/document',
    describe({
      tag,
      summary: 'The page of a task, to be read',
      description:
        'Asked of Notion when it is called, and kept for half a minute in memory; the text is stored nowhere. Addresses of files in it expire within the hour.',
      who: 'developer',
      answers: { 200: { schema: api.issueDocument, description: 'Its properties and its text as Markdown' } },
    }),
    allow('developer'),
    async (c) => c.json(await documents.read(ctxOf(c, services), c.req.param('key'))),
  );

  return routes;
}
