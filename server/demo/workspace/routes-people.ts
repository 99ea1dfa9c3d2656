import { visibleComment } from './access.ts';
import {
  createComment,
  createCommentSchema,
  deleteComment,
  openComments,
  shownComment,
  updateComment,
  updateCommentSchema,
} from './comments.ts';
import { listAnswer, pageOf, pageRequest } from './paging.ts';
import { invalid, notFound } from './problem.ts';
import { pathId, readBody, type Call, type Route } from './routes.ts';
import { shownSelf, shownUser, type Json } from './users.ts';

/** Members and bots; guests and removed people are not in the list. */
function listUsers(call: Call): Json {
  const users = [...call.state.users.values()].filter((user) => !user.guest && !user.deactivated);
  const { items, nextCursor } = pageOf(users, pageRequest(call.query), ({ id }) => id);
  const information = call.integration.capabilities.userInformation;
  return listAnswer(
    'user',
    items.map(({ id }) => shownUser(call.state, id, information)),
    nextCursor,
  );
}

function retrieveUser(call: Call): Json {
  const id = pathId(call, 'user_id');
  const user = call.state.users.get(id);
  if (user === undefined || user.deactivated) throw notFound('user', id, call.integration.name);
  return shownUser(call.state, id, call.integration.capabilities.userInformation);
}

function listComments(call: Call): Json {
  const target = call.query.get('block_id');
  if (target === null)
    throw invalid('query failed validation: query.block_id should be defined, instead was `undefined`.');
  const comments = openComments(call.state, call.integration, target);
  const { items, nextCursor } = pageOf(comments, pageRequest(call.query), ({ id }) => id);
  return listAnswer(
    'comment',
    items.map((comment) => shownComment(call.state, call.integration, comment)),
    nextCursor,
  );
}

function commentId(call: Call): string {
  return pathId(call, 'comment_id');
}

function createdComment(call: Call): Json {
  const body = readBody(call, createCommentSchema);
  return shownComment(call.state, call.integration, createComment(call.state, call.integration, body));
}

function updatedComment(call: Call): Json {
  const body = readBody(call, updateCommentSchema);
  return shownComment(call.state, call.integration, updateComment(call.state, call.integration, commentId(call), body));
}

/** Users and comments. */
export const peopleRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/users/me', handle: (call) => shownSelf(call.state, call.integration) },
  { method: 'GET', path: '/v1/users', needs: 'userInformation', handle: listUsers },
  { method: 'GET', path: '/v1/users/:user_id', needs: 'userInformation', handle: retrieveUser },
  { method: 'GET', path: '/v1/comments', needs: 'readComments', handle: listComments },
  { method: 'POST', path: '/v1/comments', needs: 'insertComments', handle: createdComment },
  {
    method: 'GET',
    path: '/v1/comments/:comment_id',
    needs: 'readComments',
    handle: (call) =>
      shownComment(call.state, call.integration, visibleComment(call.state, call.integration, commentId(call))),
  },
  { method: 'PATCH', path: '/v1/comments/:comment_id', needs: 'insertComments', handle: updatedComment },
  {
    method: 'DELETE',
    path: '/v1/comments/:comment_id',
    needs: 'insertComments',
    handle: (call) =>
      shownComment(call.state, call.integration, deleteComment(call.state, call.integration, commentId(call))),
  },
];
