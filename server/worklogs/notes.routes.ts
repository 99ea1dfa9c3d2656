import { Hono } from 'hono';
import * as api from '../../shared/api/comments.ts';
import { worklogReview } from '../../shared/api/worklogs.ts';
import { describe, input } from '../http/describe.ts';
import type { Env } from '../http/env.ts';
import { allow, allowFor, ctxOf, pathId } from '../http/guard.ts';
import type { Services } from '../services.ts';
import { addNote, readNote, reviewNote } from './notes.usecases.ts';

const tag = 'Tasks';
const one = { 200: { schema: api.issueComment, description: 'The comment' } };

export function noteRoutes(services: Services): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post(
    '/issues/:key/comments',
    describe({
      tag,
      summary: 'Comment a task',
      description:
        'Answers when it is stored; the comment in Notion follows under the name of the caller, see `state`. The same id again is the same comment.',
      who: 'developer',
      answers: {
        201: { schema: api.issueComment, description: 'Taken' },
        200: { schema: api.issueComment, description: 'Taken before' },
      },
    }),
    input('json', api.newComment),
    async (c) => {
      const body = c.req.valid('json');
      allowFor(c, 'developer', body.departmentId);
      const ctx = ctxOf(c, services);
      const { comment, created } = await addNote(ctx, c.get('signedIn').person.id, c.req.param('key'), body);
      services.wake.outbox();
      return c.json(comment, created ? 201 : 200);
    },
  );

  routes.get(
    '/issues/:key/comments/:commentId',
    describe({
      tag,
      summary: 'A comment from the editor, and how far it is',
      description: 'One’s own; for administrators anybody’s.',
      who: 'developer',
      answers: one,
    }),
    allow('developer'),
    async (c) => {
      const id = pathId(c, 'commentId', 'comment.not_found');
      return c.json(await readNote(ctxOf(c, services), c.req.param('key'), id));
    },
  );

  routes.post(
    '/issues/:key/comments/:commentId/review',
    describe({
      tag,
      summary: 'Say what became of a comment from the editor that needs a look',
      description: 'For one in the state needs_review: `post` it again, or it was `posted`.',
      who: 'developer',
      answers: one,
    }),
    allow('developer'),
    input('json', worklogReview),
    async (c) => {
      const id = pathId(c, 'commentId', 'comment.not_found');
      const reviewed = await reviewNote(ctxOf(c, services), c.req.param('key'), id, c.req.valid('json'));
      services.wake.outbox();
      return c.json(reviewed);
    },
  );

  return routes;
}
