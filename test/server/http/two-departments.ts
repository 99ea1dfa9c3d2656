import { randomUUID } from 'node:crypto';
import type { Branch } from '../../../shared/api/branches.ts';
import type { Issue } from '../../../shared/api/issues.ts';
import { begin } from '../sign-ins/support.ts';
import type { TestServer } from '../../support/server.ts';

interface Listed<T> {
  items: T[];
}

/** A department with something of everything, and two people in it. */
export interface Furnished {
  departmentId: string;
  administrator: { id: string; token: string };
  developer: { id: string; token: string };
  /** What can stand in an address, by the name it has there. */
  ids: Record<
    | 'departmentId'
    | 'runId'
    | 'worklogId'
    | 'branchId'
    | 'key'
    | 'sourceId'
    | 'optionId'
    | 'tokenId'
    | 'commentId'
    | 'personId'
    | 'userCode',
    string
  >;
  /** Texts that nobody else may ever see. */
  texts: string[];
}

/** Two departments that know nothing of each other; only the first administrator of the server belongs to both. */
export async function furnishTwo(server: TestServer): Promise<[Furnished, Furnished]> {
  const created = await server.call<{ id: string }>('POST', '/departments', { name: 'Other team' });
  return [await furnish(server, server.departmentId, 'Anchor'), await furnish(server, created.body.id, 'Beacon')];
}

async function furnish(server: TestServer, departmentId: string, word: string): Promise<Furnished> {
  const administrator = await addPerson(server, departmentId, `${word} Administrator`, 'administrator');
  const developer = await addPerson(server, departmentId, `${word} Developer`, 'developer');
  const asAdministrator = api(server, administrator.token);
  const asDeveloper = api(server, developer.token);
  await asAdministrator('PUT', `/departments/${departmentId}/notion`, {
    database: server.sample.databaseUrl,
    token: server.sample.token,
  });
  await server.settled();
  const repository = `example.org/${word.toLowerCase()}`;
  const branch = `feature/NT-42-${word.toLowerCase()}`;
  await asDeveloper('GET', `/branches/resolve?branch=${encodeURIComponent(branch)}&repository=${repository}`);
  const at = server.clock.now().toISOString();
  await asDeveloper('POST', '/heartbeats', {
    heartbeats: [{ id: randomUUID(), at, repository, branch, entity: `${word}.ts` }],
  });
  const worklogId = randomUUID();
  await asDeveloper('POST', '/worklogs', { id: worklogId, key: 'NT-42', seconds: 5400, text: `${word} wrote this` });
  const [task] = (await asDeveloper<Listed<Issue>>('GET', '/issues?search=NT-42')).items;
  const commentId = randomUUID();
  await asDeveloper('POST', '/issues/NT-42/comments', { id: commentId, text: `${word} commented` });
  const [seen] = (await asDeveloper<Listed<Branch>>('GET', '/branches')).items;
  const [run] = (await asDeveloper<Listed<{ id: string }>>('GET', `/departments/${departmentId}/runs`)).items;
  const [token] = (await asDeveloper<Listed<{ id: string }>>('GET', '/tokens')).items;
  const statuses = await asDeveloper<Listed<{ sourceId: string; optionId: string }>>(
    'GET',
    `/departments/${departmentId}/statuses`,
  );
  const [status] = statuses.items;
  const { user_code: userCode } = await begin(server);
  const ids = {
    departmentId,
    runId: run?.id ?? '',
    worklogId,
    branchId: seen?.id ?? '',
    key: task?.id ?? '',
    sourceId: status?.sourceId ?? '',
    optionId: status?.optionId ?? '',
    tokenId: token?.id ?? '',
    commentId,
    personId: developer.id,
    userCode,
  };
  const texts = [departmentId, administrator.id, developer.id, task?.id, seen?.id, run?.id, status?.sourceId];
  const written = [
    worklogId,
    repository,
    branch,
    `${word} wrote this`,
    commentId,
    `${word} commented`,
    `${word} Developer`,
    `${word} Administrator`,
  ];
  return { departmentId, administrator, developer, ids, texts: [...texts, ...written].map((text) => text ?? '') };
}

async function addPerson(server: TestServer, departmentId: string, name: string, role: string) {
  const person = await api(server, server.token)<{ id: string }>('POST', '/people', { departmentId, name, role });
  const token = await api(server, server.token)<{ token: string }>('POST', `/tokens?departmentId=${departmentId}`, {
    name: 'test',
    personId: person.id,
  });
  return { id: person.id, token: token.token };
}

/** Calls that have to work. */
function api(server: TestServer, token: string) {
  return async <T>(method: string, address: string, body?: unknown): Promise<T> => {
    const answer = await server.call<T>(method, address, body, token);
    if (answer.status >= 300) throw new Error(`${method} ${address}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
}
