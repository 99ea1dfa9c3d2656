import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../shared/errors.ts';
import { useTestServer, type TestServer } from '../../support/server.ts';
import { callsOf, fill, readDescription, type Call } from './description.ts';
import { furnishTwo } from './two-departments.ts';

interface Route {
  method: string;
  path: string;
}

function routesOf(server: TestServer): Route[] {
  const routes = server.app.routes.filter(({ method }) => method !== 'ALL');
  const named = routes.map(({ method, path }) => [`${method} ${path}`, { method, path }] as const);
  return [...new Map(named).values()];
}

const inApi = ({ path }: Route) => path.startsWith('/api/v1/');
/** What Notion calls: a signature says who calls, and no token of a person does. */
const isSigned = ({ method, path }: Route) => method === 'POST' && path.startsWith('/api/v1/notion/webhooks/');
/** A route's own way of writing a parameter, with an id that nothing has. */
const concrete = (path: string) => path.replaceAll(/:\w+(?:\{[^}]*\})?/gu, '00000000-0000-7000-8000-000000000000');
const someId = '00000000-0000-7000-8000-000000000001';
const leastBodies: Readonly<Record<string, object>> = {
  '/review': { comment: 'post' },
  '/status': { status: 'QA' },
  '/assignee': { assign: true },
  '/comments': { id: someId, text: 'x' },
  '/people/{personId}': { email: null },
};

/** The least that a call takes as its body. */
function bodyOf({ method, path }: { method: string; path: string }): object | undefined {
  if (['GET', 'DELETE'].includes(method)) return undefined;
  const ending = Object.keys(leastBodies).find((one) => path.endsWith(one));
  return ending === undefined ? {} : leastBodies[ending];
}

async function ask(server: TestServer, { method, path }: Route, token: string | null) {
  return server.call<Problem>(method, concrete(path).replace('/api/v1', ''), bodyOf({ method, path }), token);
}

describe('who may call what', () => {
  const server = useTestServer();

  it('answers nothing without a token but version, health, the static page and what signs an editor in', async () => {
    const open = routesOf(server()).filter((route) => !inApi(route));
    expect(open.map(({ method, path }) => `${method} ${path.replace(/:file.*/u, ':file')}`)).toEqual([
      'GET /version',
      'GET /health',
      'POST /oauth/device_authorization',
      'POST /oauth/token',
      'POST /oauth/revoke',
      'GET /',
      'GET /device',
      'GET /w/:worklogId',
      'GET /problems/:code',
      'GET /explorer',
      'GET /:file',
    ]);
    for (const route of routesOf(server()).filter((one) => inApi(one) && !isSigned(one))) {
      const answer = await ask(server(), route, null);
      expect([route, answer.status, answer.body.code]).toEqual([route, 401, 'auth.required']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="tickmark"');
    }
  });

  it('takes from Notion what is signed, and asks nobody else in', async () => {
    const signed = routesOf(server()).filter(isSigned);
    expect(signed.map(({ path }) => path)).toEqual(['/api/v1/notion/webhooks/:departmentId']);
    for (const token of [null, 'tm_this-token-is-unknown-here', server().token]) {
      for (const route of signed) {
        const answer = await ask(server(), route, token);
        expect([answer.status, answer.body.code]).toEqual([401, 'webhook.signature_invalid']);
      }
    }
  });

  it('refuses a token that it does not know on every call', async () => {
    for (const route of routesOf(server()).filter((one) => inApi(one) && !isSigned(one))) {
      const answer = await ask(server(), route, 'tm_this-token-is-unknown-here');
      expect([route, answer.status, answer.body.code]).toEqual([route, 401, 'auth.invalid']);
    }
  });

  it.each(['Bearer', 'Bearer ', 'Basic YTpi', 'Token abc', 'Bearer a b', ''])(
    'asks for a token where the header is %j',
    async (authorization) => {
      const response = await server().request('/api/v1/me', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'auth.required' });
    },
  );

  it('takes a token however the word Bearer is written', async () => {
    for (const word of ['bearer', 'BEARER']) {
      const response = await server().request('/api/v1/me', {
        headers: { authorization: `${word}  ${server().token}` },
      });
      expect(response.status).toBe(200);
    }
  });

  it('describes every call of the API, and nothing that is not there', async () => {
    const described = callsOf(await readDescription(server())).map(({ method, path }) => `${method} ${path}`);
    const routes = routesOf(server()).filter(inApi);
    const there = routes.map(({ method, path }) => `${method} ${path.slice(7).replaceAll(/:(\w+)/gu, '{$1}')}`);
    expect(described.toSorted()).toEqual(there.toSorted());
  });

  it('lets a developer call nothing that is for administrators, whatever the body holds', async () => {
    const calls = callsOf(await readDescription(server()));
    const [{ developer, ids }] = await furnishTwo(server());
    const forAdministrators = calls.filter(({ role }) => role === 'administrator');
    expect(forAdministrators.length).toBeGreaterThan(7);
    for (const call of forAdministrators) {
      const answer = await server().call<Problem>(call.method, fill(call.path, ids), bodyOf(call), developer.token);
      expect([call.path, answer.status, answer.body.code]).toEqual([call.path, 403, 'auth.forbidden']);
    }
  });

  it('lets a developer call everything else', async () => {
    const calls = callsOf(await readDescription(server()));
    const [{ developer, ids }] = await furnishTwo(server());
    const forEverybody = calls.filter(({ role, path }) => role === 'developer' && path !== '/events');
    // The last one takes the token away that all are made with.
    for (const call of forEverybody.toSorted((a, b) => Number(isRevoking(a)) - Number(isRevoking(b)))) {
      const answer = await server().call<Problem>(call.method, fill(call.path, ids), bodyOf(call), developer.token);
      expect([call.path, answer.status]).not.toEqual([call.path, 401]);
      expect([call.path, answer.status]).not.toEqual([call.path, 403]);
    }
  });

  it('answers 404 to the ids of another department, as to ids that nothing has', async () => {
    const calls = callsOf(await readDescription(server()));
    const [ours, theirs] = await furnishTwo(server());
    // The code of a sign-in is nobody's before it is approved: whoever reads it in their editor may decide.
    const isOwned = ({ path }: Call) => path.includes('{') && !path.startsWith('/signins/');
    const withIds = calls.filter((call) => isOwned(call) && call.role !== 'notion');
    for (const call of withIds) {
      const { status } = await askForTheirs(call, theirs.ids, ours.administrator.token);
      expect([call.method, call.path, status]).toEqual([call.method, call.path, 404]);
      const unknown = await server().call<Problem>(
        call.method,
        fill(call.path, {}),
        bodyOf(call),
        ours.administrator.token,
      );
      expect([call.method, call.path, unknown.status]).toEqual([call.method, call.path, 404]);
    }
    for (const call of calls.filter(({ operation }) => hasDepartment(operation))) {
      const address = `${fill(call.path, ours.ids)}?departmentId=${theirs.departmentId}`;
      const answer = await server().call<Problem>(call.method, address, bodyOf(call), ours.administrator.token);
      expect([call.path, answer.status, answer.body.code]).toEqual([call.path, 404, 'department.not_found']);
    }
  });

  async function askForTheirs(call: Call, ids: Record<string, string>, token: string) {
    return server().call<Problem>(call.method, fill(call.path, ids), bodyOf(call), token);
  }

  it('refuses a body that names a department of others', async () => {
    const [ours, theirs] = await furnishTwo(server());
    const bodies = {
      'POST /people': { name: 'New person' },
      'POST /worklogs': { id: someId, key: 'NT-42', seconds: 60 },
      'POST /heartbeats': { heartbeats: [] },
      'POST /issues': { id: someId, title: 'x' },
      'PUT /issues/NT-42/status': { status: 'QA' },
      'PUT /issues/NT-42/assignee': { assign: true },
      'POST /issues/NT-42/comments': { id: someId, text: 'x' },
      'PUT /branches/link': { repository: 'local', branch: 'main', key: null },
      'POST /proposals/book': { day: '2026-03-02', key: 'NT-42', id: someId },
      'POST /proposals/omit': { day: '2026-03-02', key: 'NT-42' },
    };
    for (const [call, body] of Object.entries(bodies)) {
      const [method = '', address = ''] = call.split(' ');
      const answer = await server().call<Problem>(
        method,
        address,
        { ...body, departmentId: theirs.departmentId },
        ours.administrator.token,
      );
      expect([address, answer.status, answer.body.code]).toEqual([address, 404, 'department.not_found']);
    }
  });

  it('asks which department where somebody belongs to several and names none', async () => {
    const [ours, theirs] = await furnishTwo(server());
    const answer = await server().call<Problem>('GET', '/issues');
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'department.required', field: 'departmentId' });
    for (const { departmentId } of [ours, theirs]) {
      expect((await server().call('GET', `/issues?departmentId=${departmentId}`)).status).toBe(200);
      expect((await server().call('GET', `/issues?departmentId=${departmentId.toUpperCase()}`)).status).toBe(200);
    }
  });

  it('tells an address that is not there from a method that an address does not know', async () => {
    const missing = await server().call<Problem>('GET', '/nothing/here');
    expect([missing.status, missing.body.code]).toEqual([404, 'request.not_found']);
    const wrong = await server().call<Problem>('DELETE', '/time');
    expect([wrong.status, wrong.body.code]).toEqual([405, 'request.method_not_allowed']);
    expect(wrong.headers.get('allow')).toBe('GET');
    expect(wrong.body.detail).toBe('This address knows GET.');
    const several = await server().call<Problem>('POST', `/departments/${server().departmentId}/notion`, {});
    expect(several.headers.get('allow')).toBe('GET, PUT');
    const outside = await server().request('/health', { method: 'POST' });
    expect(outside.status).toBe(405);
    expect((await server().request('/nothing.html')).status).toBe(404);
  });
});

const isRevoking = ({ method, path }: Call) => method === 'DELETE' && path === '/tokens/{tokenId}';

function hasDepartment(operation: Call['operation']): boolean {
  return (operation.parameters ?? []).some(
    (parameter) => parameter.in === 'query' && parameter.name === 'departmentId',
  );
}
